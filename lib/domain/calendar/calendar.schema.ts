import * as z from 'zod'
import { clearable, DateOrInstant, entityFields, LocalDate, Text, Title } from '../fields.ts'
import { TimeZone } from '../profile/profile.schema.ts'
import { RecurrenceRuleText } from '../time/rrule.schema.ts'

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

const when = {
  start: z.string().describe('An instant, or for all-day events the first day'),
  end: z.string().describe('An instant, or for all-day events the day after the last'),
}

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

export const CalendarEvent = z
  .object({
    ...entityFields,
    title: z.string(),
    notes: z.string().nullable(),
    location: z.string().nullable(),
    ...when,
    allDay: z.boolean(),
    timeZone: z.string().describe('IANA; recurring events keep their wall clock there'),
    rrule: z.string().nullable().describe('RFC 5545 RRULE by days or longer; the first day always counts'),
    cancelled: z.array(z.string()).describe('Days of the rule, in the event’s zone, on which it does not take place'),
    changed: z
      .record(z.string(), OccurrenceChange)
      .describe('What single occurrences have of their own, by day of the rule'),
    attendees: z.array(Attendee),
    conferenceUrl: z.string().nullable(),
    busy: z.boolean().describe('Whether the time is taken; by default for all but all-day events'),
    provider: z.string().describe('"manual", or the calendar it is synced with'),
    externalId: z.string().nullable(),
    seriesId: z.string().nullable().describe('The event whose series this one goes on with'),
  })
  .meta({ id: 'CalendarEvent' })
export type CalendarEvent = z.infer<typeof CalendarEvent>

const writable = {
  title: Title(),
  notes: clearable(Text()),
  location: clearable(Text(1_000)),
  start: DateOrInstant,
  end: DateOrInstant,
  allDay: z.boolean(),
  timeZone: TimeZone,
  rrule: clearable(RecurrenceRuleText),
  attendees: z.array(Attendee).max(200),
  conferenceUrl: clearable(z.url({ protocol: /^https?$/ }).max(2_000)),
  busy: z.boolean(),
}

export const UpdateCalendarEvent = z
  .strictObject({
    ...writable,
    cancelled: z.array(LocalDate).max(MAX_CANCELLED).describe('For the whole series: replaces the cancelled days'),
  })
  .partial()
  .meta({ id: 'UpdateCalendarEvent' })
export type UpdateCalendarEvent = z.infer<typeof UpdateCalendarEvent>

export const CreateCalendarEvent = UpdateCalendarEvent.extend({ title: writable.title, start: writable.start })
  .describe('Without an end it takes an hour, or the whole day')
  .meta({ id: 'CreateCalendarEvent' })
export type CreateCalendarEvent = z.infer<typeof CreateCalendarEvent>

/** Which occurrences of a recurring event a change applies to. */
export const Scope = z
  .object({
    scope: z.enum(['all', 'this', 'following']).default('all'),
    occurrence: LocalDate.optional().describe('The day of the occurrence, as its `day`; needed unless scope is "all"'),
  })
  .meta({ id: 'CalendarScope' })
export type Scope = z.infer<typeof Scope>

export const CalendarQuery = z.object({
  from: DateOrInstant.optional().describe('A day in the person’s zone, or an instant; today when absent'),
  to: DateOrInstant.optional().describe(
    'A day (included) or an instant; 31 days after `from` when absent; a year at most',
  ),
})
export type CalendarQuery = z.infer<typeof CalendarQuery>

export const Occurrence = CalendarEvent.omit({ notes: true, attendees: true, cancelled: true, changed: true })
  .extend({
    day: z.string().nullable().describe('Names this occurrence of a recurring event'),
    isChanged: z.boolean(),
  })
  .meta({ id: 'CalendarOccurrence' })
export type Occurrence = z.infer<typeof Occurrence>

export const CalendarRange = z
  .object({
    data: z.array(Occurrence).describe('By start; notes and attendees are in the event itself'),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    truncated: z.boolean().describe('There are more than 2,000: ask for less'),
  })
  .meta({ id: 'CalendarRange' })
