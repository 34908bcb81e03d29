import type { EventContent } from '../../domain/calendar/event-content.ts'
import { firstOf, timesOn } from '../../domain/calendar/occurrences.ts'
import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import { isTimeZone, wallClock } from '../../domain/time/zone.ts'
import type { GraphTime } from './graph-types.ts'
import { recurrenceOfRule } from './recurrence-of-rule.ts'
import { firstDayOf } from './whole-event.ts'

type Body = Record<string, unknown>

const TIMES = ['start', 'end', 'allDay', 'timeZone'] as const

/**
 * What a change of an event says in the body of a POST or PATCH: only the fields that `change` holds. `whole` is the event
 * with the change in it, because Graph wants start, end and zone together, and the recurrence with them. The address of a
 * meeting cannot be written.
 * @throws CalendarUnavailable `unsupported` for a rule that Outlook cannot hold
 */
export const bodyOf = (change: Partial<EventContent>, whole: EventContent): Body => {
  const { title, notes, location, attendees, busy, status, rrule } = change
  const isMoved = TIMES.some((name) => change[name] !== undefined)
  return {
    ...(title !== undefined && { subject: title }),
    ...(notes !== undefined && { body: { contentType: 'text', content: notes ?? '' } }),
    ...(location !== undefined && { location: { displayName: location ?? '' } }),
    ...(attendees !== undefined && { attendees: attendeesOf(attendees) }),
    ...((busy !== undefined || status !== undefined) && { showAs: showAsOf(whole) }),
    ...(isMoved && timesOf(whole)),
    ...((rrule !== undefined || (isMoved && whole.rrule)) && { recurrence: recurrenceOf(whole) }),
  }
}

const attendeesOf = (attendees: EventContent['attendees']) =>
  attendees.map(({ name, email }) => ({ type: 'required', emailAddress: { name: name || email, address: email } }))

const showAsOf = ({ busy, status }: EventContent): string =>
  busy ? (status === 'tentative' ? 'tentative' : 'busy') : 'free'

const timesOf = (whole: EventContent): { isAllDay: boolean; start: GraphTime; end: GraphTime } => {
  const zone = zoneOf(whole)
  const time = (text: string): GraphTime =>
    whole.allDay
      ? { dateTime: `${text}T00:00:00`, timeZone: zone }
      : { dateTime: new Date(wallClock(Date.parse(text), zone)).toISOString().slice(0, 19), timeZone: zone }
  return { isAllDay: whole.allDay, start: time(whole.start), end: time(whole.end) }
}

/** Graph knows IANA names; rules of a zone that has none do not matter to a single event. */
const zoneOf = ({ timeZone, rrule, allDay }: EventContent): string => {
  if (isTimeZone(timeZone) && !/^[+-]/.test(timeZone)) return timeZone
  if (rrule && !allDay) throw unsupported()
  return 'UTC'
}

const recurrenceOf = (whole: EventContent) => {
  if (!whole.rrule) return null
  const day = firstDayOf(whole)
  const first = firstOf(whole)
  const isWithin = (one: string, until: string) =>
    until.length === 10 || whole.allDay ? one <= until.slice(0, 10) : isBefore(timesOn(first, one).start, until, whole)
  const recurrence = recurrenceOfRule(whole.rrule, { day, zone: zoneOf(whole), isWithin })
  if (!recurrence) throw unsupported()
  return recurrence
}

/** UNTIL is an instant, or a wall clock in the zone of the series. */
const isBefore = (start: string, until: string, { timeZone }: EventContent): boolean =>
  until.endsWith('Z')
    ? Date.parse(start) <= Date.parse(until)
    : wallClock(Date.parse(start), timeZone) <= Date.parse(`${until}Z`)

const unsupported = () => new CalendarUnavailable('unsupported', 'Outlook cannot repeat an event in this way')
