import ICAL from 'ical.js'
import { instantAt, msOf, timeOf, wallAt } from './clock.ts'
import type { CalendarEvent, Time } from './wire-types.ts'

/** Endless series are expanded up to here. */
const MOST = 750

/** Where a series would have an instance, and what an event that replaces it is called. */
export type Slot = { id: string; original: Time; startMs: number; endMs: number }

/** Events are never changed in place, so what was expanded of one stays right. */
const expanded = new WeakMap<CalendarEvent, { found: Slot[]; rest: Iterator<Slot> }>()

/**
 * The instances that a series has by itself, by start: by its rule and RDATE, without EXDATE. Rules are those of RFC 5545; a
 * series keeps the clock of its zone. Made one by one: stop when there are enough.
 */
export function* slotsOf(series: CalendarEvent): Generator<Slot> {
  const known = expanded.get(series) ?? { found: [], rest: expand(series) }
  expanded.set(series, known)
  for (let n = 0; n < MOST; n++) {
    if (n === known.found.length) {
      const { value, done } = known.rest.next()
      if (done) return
      known.found.push(value)
    }
    const slot = known.found[n]
    if (slot) yield slot
  }
}

/** Those that begin up to an instant. */
export const slotsUntil = (series: CalendarEvent, until: number): Slot[] => {
  const slots: Slot[] = []
  for (const slot of slotsOf(series)) {
    if (slot.startMs > until) break
    slots.push(slot)
  }
  return slots
}

function* expand(series: CalendarEvent): Generator<Slot> {
  const { start, end, id } = series
  if (!start || !end) return
  const zone = start.timeZone ?? 'UTC'
  const isDay = start.date !== undefined
  const length = msOf(end) - msOf(start)
  const { rules, dates, excluded } = readLines(series.recurrence ?? [], zone, isDay)
  const first = isDay ? msOf(start) : wallAt(msOf(start), zone)
  const walls = rules.map((rule) => wallsOf(rule, first, isDay, zone))
  for (const wall of merged([[first, ...dates].sort((a, b) => a - b).values(), ...walls])) {
    if (excluded.has(wall)) continue
    const startMs = isDay ? wall : instantAt(wall, zone)
    yield {
      id: `${instanceBase(id)}_${stampOf(startMs, isDay)}`,
      original: isDay ? { date: new Date(startMs).toISOString().slice(0, 10) } : timeOf(startMs, zone),
      startMs,
      endMs: startMs + length,
    }
  }
}

/** The values of sorted lists, each once and sorted. */
function* merged(lists: Iterator<number>[]): Generator<number> {
  const heads = lists.map((list) => list.next())
  for (;;) {
    const least = Math.min(...heads.map(({ value, done }) => (done ? Number.POSITIVE_INFINITY : value)))
    if (least === Number.POSITIVE_INFINITY) return
    yield least
    for (const [n, list] of lists.entries()) if (heads[n]?.value === least) heads[n] = list.next()
  }
}

/** The later part of a series that was split names its instances after the first part. */
const instanceBase = (id: string): string => id.replace(/_R\d{8}(T\d{6})?$/, '')

const stampOf = (ms: number, isDay: boolean): string =>
  new Date(ms)
    .toISOString()
    .replace(/[-:]|\.\d+/g, '')
    .slice(0, isDay ? 8 : 16)

/** An instance as an event of its own, as `instances` and `singleEvents` give it. */
export const instanceOf = (
  { recurrence: _, ...series }: CalendarEvent,
  { id, original, startMs, endMs }: Slot,
): CalendarEvent => {
  const zone = series.start?.timeZone ?? 'UTC'
  const time = (ms: number): Time =>
    original.date ? { date: new Date(ms).toISOString().slice(0, 10) } : timeOf(ms, zone)
  return {
    ...series,
    ...{ id, recurringEventId: series.id, originalStartTime: original, start: time(startMs), end: time(endMs) },
  }
}

type Lines = { rules: string[]; dates: number[]; excluded: Set<number> }

const readLines = (lines: string[], zone: string, isDay: boolean): Lines => {
  const found: Lines = { rules: [], dates: [], excluded: new Set() }
  for (const line of lines) {
    const [, name = '', params = '', value = ''] = /^([A-Z]+)((?:;[^:]*)?):(.*)$/s.exec(line) ?? []
    const walls = () => value.split(',').map((text) => wallOf(text, /TZID=([^;:]+)/.exec(params)?.[1], zone, isDay))
    if (name === 'RRULE') found.rules.push(value)
    if (name === 'RDATE') found.dates.push(...walls())
    if (name === 'EXDATE') for (const wall of walls()) found.excluded.add(wall)
  }
  return found
}

/** The digits of a date of iCalendar on the clock of the series. */
const wallOf = (text: string, tzid: string | undefined, zone: string, isDay: boolean): number => {
  const [, y, m, d, hh = '00', mm = '00', ss = '00', z] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(text) ?? []
  const wall = Date.parse(`${y}-${m}-${d}T${hh}:${mm}:${ss}Z`)
  if (isDay || (!z && (tzid ?? zone) === zone)) return wall
  return wallAt(z ? wall : instantAt(wall, tzid ?? zone), zone)
}

function* wallsOf(rule: string, first: number, isDay: boolean, zone: string): Generator<number> {
  const digits = new Date(first).toISOString()
  const start = isDay
    ? ICAL.Time.fromDateString(digits.slice(0, 10))
    : ICAL.Time.fromDateTimeString(digits.slice(0, 19))
  // An UNTIL that is a day includes the day.
  const timed = isDay ? rule : rule.replace(/UNTIL=(\d{8})(?!T)/, 'UNTIL=$1T235959')
  const recur = ICAL.Recur.fromString(timed.replace(/UNTIL=(\d{8}T\d{6}Z)/, (_, text) => untilText(text, zone)))
  const next = recur.iterator(start)
  for (let one = next.next(); one; one = next.next())
    yield Date.parse(isDay ? `${one.toString()}T00:00:00Z` : `${one.toString()}Z`)
}

/** UNTIL is compared with local times there, so it is written as one. */
const untilText = (text: string, zone: string): string => {
  const local = new Date(wallOf(text, undefined, zone, false)).toISOString()
  return `UNTIL=${local.replace(/[-:]|\.\d+/g, '').slice(0, 15)}`
}
