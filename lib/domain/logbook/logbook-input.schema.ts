import * as z from 'zod'
import { clearable, Ids, LocalDate, Text, Title } from '../fields.ts'
import { Energy, LogbookMood } from './logbook.schema.ts'
import { MAX_LINKED } from './logbook.ts'

// Apart from the entity’s own schema: who only reads should not make what checks the input.

const writable = {
  date: LocalDate,
  title: clearable(Title(500)),
  notes: clearable(Text(100_000)),
  mood: clearable(LogbookMood),
  energyLevel: clearable(Energy),
  energy: clearable(Energy).describe('Read where energyLevel is absent'),
  taskIds: Ids(MAX_LINKED),
  projectIds: Ids(MAX_LINKED),
  goalIds: Ids(MAX_LINKED),
  habitIds: Ids(MAX_LINKED),
}

export const UpdateEntry = z.strictObject(writable).partial().meta({ id: 'UpdateLogbookEntry' })
export type UpdateEntry = z.infer<typeof UpdateEntry>

export const CreateEntry = UpdateEntry.extend({ date: writable.date }).meta({ id: 'CreateLogbookEntry' })
export type CreateEntry = z.infer<typeof CreateEntry>

export const CreateEntryQuery = z.object({
  merge: z
    .enum(['true', 'false'])
    .optional()
    .describe('true: an entry of that day takes what is sent (notes are appended, links joined) instead of a 409'),
})
