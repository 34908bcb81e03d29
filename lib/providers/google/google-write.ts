import type { EventContent } from '../../domain/calendar/event-content.ts'
import { instantOf, wallClock } from '../../domain/time/zone.ts'
import type { GoogleEvent } from './google-wire.ts'

/** The fields of an event in a request. What `content` leaves out is left out. Recurrence and attendees are written apart. */
export const eventBody = (content: Partial<EventContent>): Record<string, unknown> => {
  const { title, notes, location, start, end, timeZone, busy, status } = content
  return {
    ...(title !== undefined && { summary: title }),
    ...(notes !== undefined && { description: notes }),
    ...(location !== undefined && { location }),
    ...(start !== undefined && { start: timeBody(start, timeZone) }),
    ...(end !== undefined && { end: timeBody(end, timeZone) }),
    ...(busy !== undefined && { transparency: busy ? 'opaque' : 'transparent' }),
    ...(status !== undefined && status !== 'cancelled' && { status }),
  }
}

/** An event of a day that gets a time, or the other way round, has to lose the other one. */
const timeBody = (time: string, timeZone: string | undefined) =>
  time.length === 10
    ? { date: time, dateTime: null, timeZone: null }
    : { date: null, dateTime: time, ...(timeZone !== undefined && isNamed(timeZone) && { timeZone }) }

/** Zones that are written as rules mean nothing to Google; the instant is right without one. */
const isNamed = (timeZone: string): boolean => /^[A-Za-z]/.test(timeZone)

type Repeats = Pick<Partial<EventContent>, 'rrule' | 'cancelled'>
type First = Pick<EventContent, 'start' | 'timeZone'>

/**
 * The lines of a series: its rule, and the days on which it does not take place in place of those that `known` has. Other
 * lines stay.
 */
export const recurrenceBody = (known: string[], { rrule, cancelled }: Repeats, first: First): string[] => {
  const rules = rrule === undefined ? known.filter((line) => /^RRULE/i.test(line)) : rrule ? [`RRULE:${rrule}`] : []
  if (rules.length === 0) return []
  const excluded = cancelled === undefined ? known.filter((line) => /^EXDATE/i.test(line)) : exdates(cancelled, first)
  return [...rules, ...excluded, ...known.filter((line) => !/^(RRULE|EXDATE)/i.test(line))]
}

const exdates = (days: string[], { start, timeZone }: First): string[] => {
  if (days.length === 0) return []
  if (start.length === 10) return [`EXDATE;VALUE=DATE:${days.map((day) => day.replaceAll('-', '')).join(',')}`]
  const time = wallTime(start, timeZone)
  const instants = days.map((day) => new Date(instantOf(Date.parse(`${day}T${time}Z`), timeZone)).toISOString())
  return [`EXDATE:${instants.map((one) => one.replace(/[-:]|\.\d+/g, '')).join(',')}`]
}

const wallTime = (start: string, timeZone: string): string =>
  new Date(wallClock(Date.parse(start), timeZone)).toISOString().slice(11, 19)

/** The people invited: of those who were, what else Google knows of them stays. */
export const attendeesBody = (
  known: NonNullable<GoogleEvent['attendees']>,
  attendees: EventContent['attendees'],
): object[] =>
  attendees.map(({ name, email, status }) => ({
    ...known.find((one) => one.email?.toLowerCase() === email.toLowerCase()),
    ...{ email, responseStatus: status, ...(name && { displayName: name }) },
  }))
