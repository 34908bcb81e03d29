import { DAY_MS } from '../../platform/units.ts'
import { addDays, type DateString, daysBetween } from '../time/dates.ts'
import { daysOfRule } from '../time/rrule.ts'
import { parseRule, type Rule, untilDay } from '../time/rrule-text.ts'
import { instantOf, localDateOf, startOfDay, wallClock } from '../time/zone.ts'
import type { CalendarEvent, Occurrence } from './calendar.schema.ts'
import { endKeeping, lengthDays } from './calendar-event.ts'

/** No rule has more days than this in a year, the longest range, including occurrences that reach into it. */
const MOST_DAYS = 500

/** What of an event says when it takes place. */
export type Timed = Pick<CalendarEvent, 'start' | 'end' | 'allDay' | 'timeZone' | 'rrule'>

/** A time range in epoch ms, and the zone in which all-day events begin and end. */
export type Asked = { from: number; to: number; zone: string }

/**
 * The occurrences of an event in a time range (a single event is its own). Recurring events keep their wall clock in their own
 * zone across daylight saving; a time that a day skips is resolved by RFC 5545 section 3.3.5.
 */
export const occurrencesOf = (event: CalendarEvent, asked: Asked): Occurrence[] => {
  if (!event.rrule) return [occurrence(event, null, false)].filter((one) => overlaps(one, asked))
  const back = Math.ceil(lengthDays(event.start, event.end)) + 2
  const first = addDays(localDateOf(asked.from, event.timeZone), -back)
  const last = addDays(localDateOf(asked.to, event.timeZone), 2)
  const days = ruleDays(event, first, last)
  const series = firstOf(event)
  const moved = Object.entries(event.changed)
    .filter(([day, { start }]) => start !== undefined && !days.includes(day))
    .map(([day]) => day)
  return [...days, ...moved.filter((day) => overlaps(occurrenceOn(event, day, series), asked) && isDay(event, day))]
    .filter((day) => !event.cancelled.includes(day))
    .map((day) => occurrenceOn(event, day, series))
    .filter((one) => overlaps(one, asked))
}

/** Whether a recurring event takes place on a day by its rule, cancelled or not. */
export const isDay = (event: CalendarEvent, day: DateString): boolean => ruleDays(event, day, day).includes(day)

/** Whether the rule of an event has an occurrence that begins then, cancelled or not. `start`: an instant, or a day. */
export const hasOccurrenceAt = (event: CalendarEvent, start: string): boolean => {
  const day = start.length === 10 ? start : localDateOf(Date.parse(start), event.timeZone)
  return isDay(event, day) && timesOn(firstOf(event), day).start === start
}

/** The days of an event's rule from `first` to `last`. The event's first day always counts, as in RFC 5545. */
export const ruleDays = (event: Timed, first: DateString, last: DateString): DateString[] => {
  const start = seriesDay(event)
  if (!event.rrule || last < start) return []
  const { rule, until } = bounded(event, start)
  const from = addDays(first < start ? start : first, -1)
  const days = rule === null ? [] : daysOfRule(rule, { start, from, until: last, count: MOST_DAYS })
  const all = first <= start && !days.includes(start) ? [start, ...days] : days
  return all.filter((day) => day === start || until(day))
}

/** The day from which an event's rule counts, in its own zone. */
export const seriesDay = ({ start, timeZone }: Timed): DateString =>
  start.length === 10 ? start : localDateOf(Date.parse(start), timeZone)

/** The rule without UNTIL, which is applied here to the time of each occurrence, and with the COUNT that is left after the first day. */
const bounded = (event: Timed, start: DateString): { rule: Rule | null; until: (day: DateString) => boolean } => {
  const whole = parseRule(event.rrule ?? '')
  if (!whole) return { rule: null, until: () => false }
  const series = firstOf(event)
  const rule = { ...whole, until: undefined }
  const range = { start, from: addDays(start, -1), until: start, count: 1 }
  const isExtra = rule.count !== undefined && daysOfRule(rule, range).length === 0
  const count = rule.count !== undefined && isExtra ? rule.count - 1 : rule.count
  const lastDay = untilDay(whole)
  const lastMs = event.allDay ? null : untilMs(whole, event.timeZone)
  return {
    rule: count === 0 ? null : { ...rule, count },
    until: (day) =>
      lastMs === null ? lastDay === null || day <= lastDay : Date.parse(timesOn(series, day).start) <= lastMs,
  }
}

/** The moment of an UNTIL that is not a day: an instant, or a wall clock in the event's zone. */
const untilMs = ({ until }: Rule, zone: string): number | null => {
  if (!until?.includes('T')) return null
  return until.endsWith('Z') ? Date.parse(until) : instantOf(Date.parse(`${until}Z`), zone)
}

/** One occurrence: by the rule, with its own changes applied. */
export const occurrenceOn = (event: CalendarEvent, day: DateString, first = firstOf(event)): Occurrence => {
  const { start, end } = timesOn(first, day)
  const change = event.changed[day]
  const { notes: _, ...own } = change ?? {}
  const whole = { ...event, start, end: own.start ? endKeeping({ start, end }, own.start) : end, ...own }
  return occurrence({ ...whole, allDay: whole.start.length === 10 }, day, change !== undefined)
}

/** The first day of an event, and the wall-clock times in its zone at which it begins and ends. */
type First = { day: DateString; zone: string; wall: { start: number; end: number } | null; length: number }

export const firstOf = (event: Timed): First => {
  const { start, end, timeZone: zone } = event
  const wall =
    start.length === 10 ? null : { start: wallClock(Date.parse(start), zone), end: wallClock(Date.parse(end), zone) }
  return { day: seriesDay(event), zone, wall, length: wall ? 0 : daysBetween(start, end) }
}

/** When the occurrence of a day begins and ends by the rule: at the wall-clock times of the first one, on that day. */
export const timesOn = ({ day: first, zone, wall, length }: First, day: DateString): { start: string; end: string } => {
  if (!wall) return { start: day, end: addDays(day, length) }
  const later = daysBetween(first, day) * DAY_MS
  const start = instantOf(wall.start + later, zone)
  const end = wall.end === wall.start ? start : Math.max(start, instantOf(wall.end + later, zone))
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() }
}

const occurrence = (event: CalendarEvent, day: DateString | null, isChanged: boolean): Occurrence => {
  const { notes: _, attendees: __, cancelled: ___, changed: ____, ...fields } = event
  return { ...fields, day, isChanged }
}

/** Start and end in epoch ms. All-day events last from the beginning of a day in `zone` to the beginning of another. */
export const extent = ({ start, end }: { start: string; end: string }, zone: string): { from: number; to: number } =>
  start.length === 10
    ? { from: startOfDay(start, zone), to: startOfDay(end, zone) }
    : { from: Date.parse(start), to: Date.parse(end) }

export const overlaps = (one: Pick<Occurrence, 'start' | 'end'>, asked: Asked): boolean => {
  const { from, to } = extent(one, asked.zone)
  return from < asked.to && (to > asked.from || (from === to && from >= asked.from))
}
