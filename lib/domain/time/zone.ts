import { DAY_MS } from '../../platform/units.ts'
import type { DateString } from './dates.ts'
import { posixOffset } from './posix-zone.ts'

/**
 * Wall clocks of IANA time zones, daylight saving included, from the runtime's own zone data, and of zones that are written
 * as rules (posix-zone.ts).
 */

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(zone, made)
  return made
}

/** The wall clock at an instant, as if it were UTC: epoch milliseconds of the digits a clock there shows. */
export const wallClock = (epochMs: number, zone: string): number => {
  if (zone === 'UTC') return epochMs
  return epochMs + (posixOffset(zone, epochMs) ?? offsetAt(epochMs, zone))
}

const MOST_DAYS = 10_000
/** By zone: the offset of each UTC day that has one throughout, null for a day on which it changes. */
const offsetsOfDays = new Map<string, Map<number, number | null>>()

/** From UTC, in ms, east positive. Formatting a time takes long, and no zone changes its offset twice within a day. */
const offsetAt = (epochMs: number, zone: string): number => {
  const day = Math.floor(epochMs / DAY_MS)
  const known = offsetsOfDays.get(zone) ?? new Map<number, number | null>()
  let offset = known.get(day)
  if (offset === undefined) {
    const begin = formattedOffset(day * DAY_MS, zone)
    offset = formattedOffset((day + 1) * DAY_MS, zone) === begin ? begin : null
    if (known.size >= MOST_DAYS) known.clear()
    offsetsOfDays.set(zone, known.set(day, offset))
  }
  return offset ?? formattedOffset(epochMs, zone)
}

const formattedOffset = (epochMs: number, zone: string): number => {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(epochMs)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1_000) * 1_000
}

/**
 * The instant at which a clock there shows `wallMs` (digits as if UTC). A time that a spring-forward skips gives the
 * instant as far after the gap began; of a time shown twice the first: RFC 5545 section 3.3.5.
 */
export const instantOf = (wallMs: number, zone: string): number =>
  instantBy(wallMs, (instant) => wallClock(instant, zone) - instant)

/** Like `instantOf`, for a zone given by its offset from UTC (ms, east positive) at each instant. */
export const instantBy = (wallMs: number, offsetAt: (epochMs: number) => number): number => {
  const before = offsetAt(wallMs - DAY_MS)
  const first = wallMs - before
  if (offsetAt(first) === before) return first
  const after = offsetAt(wallMs + DAY_MS)
  const second = wallMs - after
  return offsetAt(second) === after ? second : first
}

/** The calendar day there at an instant (epoch ms). */
export const localDateOf = (epochMs: number, zone: string): DateString =>
  new Date(wallClock(epochMs, zone)).toISOString().slice(0, 10)

/** The first instant of a day there, in epoch ms: not always midnight. */
export const startOfDay = (date: DateString, zone: string): number => instantOf(Date.parse(`${date}T00:00:00Z`), zone)

export const isTimeZone = (zone: string): boolean => {
  try {
    return formatOf(zone) !== undefined
  } catch {
    return false
  }
}
