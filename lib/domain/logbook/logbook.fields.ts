import * as z from 'zod'
import { links, shortText, text } from '../common-fields.ts'
import { described, insteadOf, optional, required, type StoredOf } from '../entity-fields.ts'
import { clearable, LocalDate } from '../fields.ts'

const LogbookMood = z.enum(['Low', 'Steady', 'High']).meta({ id: 'LogbookMood' })

/** Kinds an entry can be linked to. */
export const LinkedType = z.enum(['task', 'project', 'goal', 'habit']).meta({ id: 'LogbookLinkedType' })
export type LinkedType = z.infer<typeof LinkedType>

/** Links of each kind: more would not fit the transaction that exchanges all of them. */
export const MAX_LINKED = 8

const Energy = z.number().int().min(1).max(10)

export const logbookFields = {
  date: required(() => z.string().describe('One entry for each day'), LocalDate),
  title: shortText(500),
  notes: described(text(100_000), 'Markdown'),
  mood: optional(
    null,
    () => LogbookMood.nullable(),
    () => clearable(LogbookMood),
  ),
  energyLevel: optional(
    null,
    () => Energy.nullable(),
    () => clearable(Energy),
  ),
  energy: insteadOf(
    'energyLevel',
    () => Energy.nullable().describe('The same number as energyLevel'),
    () => clearable(Energy).describe('Read where energyLevel is absent'),
  ),
  taskIds: links(MAX_LINKED),
  projectIds: links(MAX_LINKED),
  goalIds: links(MAX_LINKED),
  habitIds: links(MAX_LINKED),
}

/** An entry as it is stored: one name for its energy. */
export type EntryRecord = StoredOf<typeof logbookFields>
