import * as z from 'zod'
import { flag, line, madeInstant, madeText, text } from '../common-fields.ts'
import { decided, described, made, optional, optionalLater, required } from '../entity-fields.ts'
import { clearable, DateOrInstant, LocalDate, Text } from '../fields.ts'

/** With these limits an event still fits one row of the table. */
export const MAX_CHANGED = 100
export const MAX_CANCELLED = 1_000

export const Attendee = z
  .strictObject({
    name: Text(200).default(''),
    email: z.email().max(254),
    status: z.enum(['needsAction', 'accepted', 'declined', 'tentative']).default('needsAction'),
  })
  .meta({ id: 'Attendee' })

/** The fields that can be changed for a single occurrence. */
const OccurrenceChange = z.object({
  title: z.string().optional(),
  notes: z.string().nullable().optional(),
  location: z.string().nullable().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  conferenceUrl: z.string().nullable().optional(),
  busy: z.boolean().optional(),
})
export type OccurrenceChange = z.infer<typeof OccurrenceChange>

const Flag = z.boolean()
const NullableText = z.string().nullable()

export const calendarFields = {
  title: line(),
  notes: text(),
  location: text(1_000),
  start: required(() => z.string().describe('An instant, or for all-day events the first day'), DateOrInstant),
  end: decided(() => z.string().describe('An instant, or for all-day events the day after the last'), DateOrInstant),
  allDay: flag(false),
  timeZone: optionalLater('UTC', () => z.string().describe('IANA; recurring events keep their wall clock there')),
  rrule: optionalLater(null, () =>
    NullableText.describe('RFC 5545 RRULE by days or longer; the first day always counts'),
  ),
  cancelled: optional(
    [],
    () => z.array(z.string()).describe('Days of the rule, in the event’s zone, on which it does not take place'),
    () => z.array(LocalDate).max(MAX_CANCELLED).describe('For the whole series: replaces the cancelled days'),
  ),
  changed: made({}, () =>
    z.record(z.string(), OccurrenceChange).describe('What single occurrences have of their own, by day of the rule'),
  ),
  attendees: optional(
    [],
    () => z.array(Attendee),
    () => z.array(Attendee).max(200),
  ),
  conferenceUrl: optional(null, NullableText, () => clearable(z.url({ protocol: /^https?$/ }).max(2_000))),
  busy: optional(true, () => Flag.describe('Whether the time is taken; by default for all but all-day events'), Flag),
  provider: made('manual', () => z.string().describe('"manual", or the calendar it is synced with')),
  connectionId: madeText(),
  calendarId: described(madeText(), 'The calendar of the connection'),
  externalId: madeText(),
  etag: madeText(),
  recurrenceId: described(madeText(), 'For an occurrence that is an event of its own: where its series had it'),
  readOnly: made(false, () => Flag),
  syncedAt: madeInstant(),
  status: made('confirmed', () => z.enum(['confirmed', 'tentative', 'cancelled'])),
  seriesId: described(madeText(), 'The event whose series this one goes on with'),
}
