import * as z from 'zod'
import { givenText, text } from '../common-fields.ts'
import { decided, insteadOf, required, type StoredOf } from '../entity-fields.ts'
import { clearable, Instant, Text } from '../fields.ts'
import { Measure } from './measure.ts'

export const metricLogFields = {
  metricId: givenText(),
  value: required(() => z.number(), Measure),
  note: text(2_000),
  notes: insteadOf(
    'note',
    () => z.string().nullable().describe('The same text as note'),
    () => clearable(Text(2_000)).describe('Read where note is absent'),
  ),
  loggedAt: decided(
    () => z.iso.datetime(),
    () => Instant.describe('Any time in the past; now when absent'),
  ),
}

/** A log as it is stored: one name for its note. */
export type LogRecord = StoredOf<typeof metricLogFields>
