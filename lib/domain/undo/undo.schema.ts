import * as z from 'zod'

export const UndoPath = z.object({ undoToken: z.string().min(1).max(200) })

export const Undone = z
  .object({
    undone: z
      .array(z.object({ entityType: z.string(), entityId: z.string() }))
      .describe('What was given back, what was changed last first'),
    undoToken: z.string().describe('Undoes the undoing'),
  })
  .meta({ id: 'Undone' })
export type Undone = z.infer<typeof Undone>
