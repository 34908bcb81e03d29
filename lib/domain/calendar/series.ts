import { conflict, entityRef, invalidField, notFound } from '../../platform/errors.ts'
import { addDays, type DateString } from '../time/dates.ts'
import { endless, rewritten } from '../time/rrule-text.ts'
import { MAX_CANCELLED, MAX_CHANGED, type OccurrenceChange } from './calendar.fields.ts'
import type { CalendarEvent, UpdateCalendarEvent } from './calendar.schema.ts'
import { CALENDAR_EVENT, endKeeping, patched } from './calendar-event.ts'
import { isDay, occurrenceOn, ruleDays, seriesDay } from './occurrences.ts'

/** Rules for changing single occurrences, and a series from a day on. */

/** The day of an existing occurrence. @throws 400 naming occurrence, 404 when the event does not take place then. */
export const requireDay = (event: CalendarEvent, day: DateString | undefined): DateString => {
  if (!event.rrule) throw invalidField('scope', 'The event does not repeat', 'query')
  if (!day) throw invalidField('occurrence', 'Which occurrence? Its day is needed', 'query')
  if (!isDay(event, day) || event.cancelled.includes(day)) throw notFound('Occurrence')
  return day
}

/** Fields that can be changed for a single occurrence. */
const OWN = ['title', 'notes', 'location', 'start', 'end', 'conferenceUrl', 'busy'] as const
const OF_SERIES = ['timeZone', 'rrule', 'attendees', 'cancelled'] as const

/** The series with one occurrence changed. @throws 400 naming the field, 409 when there are too many. */
export const withChanged = (
  event: CalendarEvent,
  day: DateString,
  patch: UpdateCalendarEvent,
): Partial<CalendarEvent> => {
  for (const name of OF_SERIES)
    if (patch[name] !== undefined) throw invalidField(name, 'Belongs to the whole series: use scope all or following')
  const known = event.changed[day]
  if (!known && Object.keys(event.changed).length >= MAX_CHANGED)
    throw full(event, 'changed', `At most ${MAX_CHANGED} occurrences can be changed one by one`)
  const own = Object.fromEntries(OWN.flatMap((name) => (patch[name] === undefined ? [] : [[name, patch[name]]])))
  const before = occurrenceOn(event, day)
  // Validated like an event: the same rules hold for its times.
  const { start, end } = patched({ ...event, rrule: null, start: before.start, end: before.end }, { ...own })
  const times = start === before.start && end === before.end && !known?.start ? {} : { start, end }
  return { changed: { ...event.changed, [day]: { ...known, ...own, ...times } satisfies OccurrenceChange } }
}

/** The series without one occurrence. @throws 409 when there are too many. */
export const withCancelled = (event: CalendarEvent, day: DateString): Partial<CalendarEvent> => {
  if (event.cancelled.length >= MAX_CANCELLED)
    throw full(event, 'cancelled', `At most ${MAX_CANCELLED} occurrences can be cancelled`)
  const { [day]: _, ...changed } = event.changed
  return { changed, cancelled: [...event.cancelled, day].sort() }
}

const full = (event: CalendarEvent, field: 'changed' | 'cancelled', message: string) =>
  conflict(message, {
    type: 'limit_reached',
    loc: [CALENDAR_EVENT.name, field],
    entity: entityRef(CALENDAR_EVENT, event),
  })

/** The series, ended before a day. Changes and cancellations from that day on are dropped. */
export const endedBefore = (event: CalendarEvent, day: DateString): Partial<CalendarEvent> => ({
  rrule: rewritten(event.rrule, (rule) => ({ ...endless(rule), until: addDays(day, -1) })),
  cancelled: event.cancelled.filter((one) => one < day),
  changed: Object.fromEntries(Object.entries(event.changed).filter(([one]) => one < day)),
})

/** The rest of the series, from a day on, as a new event with `patch`. Its COUNT is what is left. */
export const restFrom = (event: CalendarEvent, day: DateString, patch: UpdateCalendarEvent): CalendarEvent => {
  // The times of that day by the rule, not those of a changed occurrence.
  const { start, end } = occurrenceOn({ ...event, changed: {} }, day)
  const rest = {
    ...event,
    start,
    end: end ?? endKeeping(event, start),
    rrule: rewritten(event.rrule, (rule) =>
      rule.count === undefined ? rule : { ...rule, count: rule.count - daysBefore(event, day) },
    ),
    cancelled: event.cancelled.filter((one) => one >= day),
    changed: Object.fromEntries(Object.entries(event.changed).filter(([one]) => one >= day)),
    seriesId: event.seriesId ?? event.id,
  }
  return patched(rest, patch)
}

/** A rule with COUNT has few days, so they are counted one by one. */
const daysBefore = (event: CalendarEvent, day: DateString): number => {
  let count = 0
  for (let from = seriesDay(event); from < day; from = addDays(from, 400)) {
    const to = addDays(from, 399)
    count += ruleDays(event, from, to < day ? to : addDays(day, -1)).length
  }
  return count
}
