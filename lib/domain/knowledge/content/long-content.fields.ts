import * as z from 'zod'

/** Where the whole of a text is that is too long for a row of the table. `hash`: SHA-256, hex. */
export const LongContent = z.object({ hash: z.string(), bytes: z.number().int() })
export type LongContent = z.infer<typeof LongContent>
