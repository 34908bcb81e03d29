import * as z from 'zod'
import { bodiesOf, entityOf } from '../entity-schemas.ts'
import { clearable, DateOrInstant, LocalDate } from '../fields.ts'
import { TimeZone } from '../profile/profile.schema.ts'
import { RecurrenceRuleText } from '../time/rrule.schema.ts'
import { calendarFields } from './calendar.fields.ts'

export const CalendarEvent = entityOf(calendarFields).meta({ id: 'CalendarEvent' })
export type CalendarEvent = z.infer<typeof CalendarEvent>

export const {
  Create: CreateCalendarEvent,
  Update: UpdateCalendarEvent,
  Replace: ReplaceCalendarEvent,
} = bodiesOf('CalendarEvent', calendarFields, { timeZone: TimeZone, rrule: clearable(RecurrenceRuleText) })
export type CreateCalendarEvent = z.infer<typeof CreateCalendarEvent>
export type UpdateCalendarEvent = z.infer<typeof UpdateCalendarEvent>

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
