import * as z from 'zod'
import { givenText, text } from '../common-fields.ts'
import { described, given, optional, type StoredOf, shown } from '../entity-fields.ts'
import { clearable } from '../fields.ts'
import { Amount } from './habit.fields.ts'

export const habitLogFields = {
  habitId: givenText(),
  date: described(givenText(), 'The day there, in the person’s time zone'),
  completed: shown(() => z.literal(true)),
  completedAt: given(() =>
    z.iso.datetime().describe('When it was first logged, for the day that was then; noon of its day for a late log'),
  ),
  amount: optional(
    null,
    () => z.number().nullable().describe('null: the day is done, without saying how much'),
    () => clearable(Amount).describe('Replaces what is logged'),
  ),
  notes: text(),
}

/** A log as it is stored. */
export type LogRecord = StoredOf<typeof habitLogFields>
