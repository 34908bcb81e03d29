import * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { logbookFields } from './logbook.fields.ts'

export const {
  Create: CreateEntry,
  Update: UpdateEntry,
  Replace: ReplaceEntry,
} = bodiesOf('LogbookEntry', logbookFields, {})
export type CreateEntry = z.infer<typeof CreateEntry>
export type UpdateEntry = z.infer<typeof UpdateEntry>

export const CreateEntryQuery = z.object({
  merge: z
    .enum(['true', 'false'])
    .optional()
    .describe('true: an entry of that day takes what is sent (notes are appended, links joined) instead of a 409'),
})
