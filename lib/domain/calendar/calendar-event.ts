import { AppError, invalidField } from '../../platform/errors.ts'
import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { DAY_MS, HOUR_MS } from '../../platform/units.ts'
import { blankOf, defaultsOf, newEntity, sent } from '../entity-fields.ts'
import { addDays, daysBetween } from '../time/dates.ts'
import { daysOfRule } from '../time/rrule.ts'
import { endless, parseRule } from '../time/rrule-text.ts'
import { calendarFields } from './calendar.fields.ts'
import type { CalendarEvent, CreateCalendarEvent, UpdateCalendarEvent } from './calendar.schema.ts'
import type { EventContent } from './event-content.ts'

/** Longer single events are stored with the recurring ones. A range read looks this far back for events that still go on. */
export const SHORT_DAYS = 2
const LONGEST_DAYS = 366
const LONGEST_RECURRING_DAYS = 31
/** A rule of RFC 5545 repeats within 28 years; a leap day in a century year may miss one such cycle. */
const RARE_DAYS = 40 * 366

/**
 * Single events are sorted by their start, so that a range is one query. Recurring and long ones are stored together before
 * them and are read with every range: people have few of those.
 */
export const CALENDAR_EVENT: Kind<CalendarEvent> = {
  name: 'calendarevent',
  label: 'Event',
  title: 'title',
  text: ['notes'],
  defaults: defaultsOf(calendarFields),
  sk: (event) => (isSpread(event) ? sk.spreadEvent(event.id) : sk.calendarEvent(event.start, event.id)),
  pointer: (id) => sk.calendarPointer(id),
  isMirrored: ({ connectionId }) => typeof connectionId === 'string',
}

export const readOnly = () => new AppError(403, 'READ_ONLY', 'This event belongs to a calendar that can only be read')

/** An event that is written at its provider first. */
export class MirroredEvent extends Error {
  readonly event: CalendarEvent

  constructor(event: CalendarEvent) {
    super('The event is mirrored from a provider')
    this.name = 'MirroredEvent'
    this.event = event
  }
}

/** @throws 403 READ_ONLY for an event of a calendar that is only read, MirroredEvent for others of a provider */
export const requireOwn = (event: CalendarEvent): CalendarEvent => {
  if (event.readOnly) throw readOnly()
  if (event.connectionId !== null) throw new MirroredEvent(event)
  return event
}

const isSpread = ({ start, end, rrule }: CalendarEvent): boolean =>
  start === undefined || Boolean(rrule) || lengthDays(start, end) > SHORT_DAYS

/** Either both are days, or both are instants. */
export const lengthDays = (start: string, end: string): number =>
  start.length === 10 ? daysBetween(start, end) : (Date.parse(end) - Date.parse(start)) / DAY_MS

/** Its version and times are those of its creation (`create`). @throws 400 naming the field. */
export const newEvent = (userId: string, id: string, input: CreateCalendarEvent, timeZone: string): CalendarEvent => {
  const decided = { timeZone, busy: input.start.length !== 10, end: endAfter(input.start) }
  return settled({ ...blankOf(calendarFields), ...decided, ...present(input), ...newEntity(userId, id, 0) }, input)
}

/** An event of an iCalendar file. Its version and times are those of its creation. @throws 400 naming the field. */
export const importedEvent = (
  userId: string,
  id: string,
  content: EventContent & Pick<CalendarEvent, 'externalId' | 'recurrenceId'>,
): CalendarEvent => {
  const { rrule } = content
  if (rrule && !parseRule(rrule)) throw invalidField('rrule', 'It is no rule that can be followed')
  return settled({ ...blankOf(calendarFields), ...content, ...newEntity(userId, id, 0) }, { rrule })
}

/** The whole event as a body says, and what only the server sets as it is. @throws 400 naming the field. */
export const replacedEvent = (event: CalendarEvent, input: CreateCalendarEvent, timeZone: string): CalendarEvent => {
  const { changed, provider, externalId, seriesId } = event
  const fresh = newEvent(event.userId, event.id, input, timeZone)
  return { ...fresh, changed: fresh.rrule ? changed : {}, provider, externalId, seriesId }
}

/** An event with a patch. A new start without an end keeps the length. @throws 400 naming the field. */
export const patched = (event: CalendarEvent, patch: UpdateCalendarEvent): CalendarEvent => {
  const moves = patch.start !== undefined && patch.end === undefined
  const end = moves ? endKeeping(event, String(patch.start)) : event.end
  return settled({ ...event, end, ...present(patch) }, patch)
}

/** The end that keeps the length of an event when it is moved to `newStart`. */
export const endKeeping = ({ start, end }: Pick<CalendarEvent, 'start' | 'end'>, newStart: string): string => {
  if (start.length !== newStart.length && (start.length === 10 || newStart.length === 10)) return endAfter(newStart)
  if (newStart.length === 10) return addDays(newStart, daysBetween(start, end))
  return new Date(Date.parse(newStart) + Date.parse(end) - Date.parse(start)).toISOString()
}

const endAfter = (start: string): string =>
  start.length === 10 ? addDays(start, 1) : new Date(Date.parse(start) + HOUR_MS).toISOString()

/** Rules that hold for every stored event. @throws 400 naming the field. */
const settled = (event: CalendarEvent, input: UpdateCalendarEvent): CalendarEvent => {
  const { start, end, rrule } = event
  const allDay = start.length === 10
  if ((end.length === 10) !== allDay) throw invalidField('end', 'Must be a day when start is one, else an instant')
  if (input.allDay !== undefined && input.allDay !== allDay)
    throw invalidField('allDay', 'All-day events have days as start and end, the others instants')
  if (allDay ? end <= start : end < start)
    throw invalidField('end', allDay ? 'Must be after start: it is the day after the last' : 'Must not be before start')
  const longest = rrule ? LONGEST_RECURRING_DAYS : LONGEST_DAYS
  if (lengthDays(start, end) > longest) throw invalidField('end', `Must be at most ${longest} days after start`)
  if (rrule && input.rrule !== undefined && !comesUp(rrule, start.slice(0, 10)))
    throw invalidField('rrule', 'There is no such day')
  const cancelled = [...new Set(event.cancelled)].sort()
  return rrule
    ? { ...event, allDay, cancelled, rrule: rrule.replace(/^RRULE:/i, '') }
    : { ...event, allDay, cancelled: [], changed: {} }
}

/** Whether a rule has any day. One that has none, such as 30 February, would cost a full search in every range. */
const comesUp = (rrule: string, start: string): boolean => {
  const rule = parseRule(rrule)
  return (
    rule !== null &&
    daysOfRule(endless(rule), { start, from: start, until: addDays(start, RARE_DAYS), count: 1 }).length > 0
  )
}

/** Whether it is all day follows from its start. */
const present = <T extends UpdateCalendarEvent>({ allDay: _, ...input }: T) => sent(input)
