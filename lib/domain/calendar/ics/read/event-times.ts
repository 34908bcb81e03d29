import { DAY_MS } from '../../../../platform/units.ts'
import { addDays, type DateString, daysBetween } from '../../../time/dates.ts'
import { allOf, type Component, firstOf } from '../grammar/component.ts'
import type { Property } from '../grammar/content-line.ts'
import { type DateValue, type Duration, dateValue, durationMs, durationValue } from '../grammar/values.ts'
import { type FileZone, namedZone } from '../zones/file-zones.ts'

/** When an event takes place, and the zone that its clock is in. */
export type Times = {
  start: string
  end: string
  allDay: boolean
  zone: FileZone
  timeZone: string
  /** The digits of the clock at the start (epoch ms as if UTC); null for whole days. */
  wall: number | null
}

export type ZoneOf = (tzid: string | null) => FileZone

/** Series of longer events would be looked at in every range; the calendar holds no longer ones either. */
export const LONGEST = { single: 366, series: 31 }
const UTC = namedZone('UTC')

/**
 * Start and end by DTSTART with DTEND or DURATION. An end that is missing is the next day of whole days, else the start; one
 * before the start is the same. Null without a DTSTART that can be read.
 */
export const timesOf = (event: Component, zoneOf: ZoneOf): Times | null => {
  const start = dateOf(firstOf(event, 'DTSTART'))
  const end = dateOf(firstOf(event, 'DTEND'))
  if (!start) return null
  const duration = durationValue(firstOf(event, 'DURATION')?.value ?? '')
  const longest = firstOf(event, 'RRULE') ? LONGEST.series : LONGEST.single
  const day = start.day ?? (isAllDay(event, start) ? dayOf(start.wall) : null)
  if (day === null && start.wall !== null) return timed(start, end, duration, longest, zoneOf)
  return day === null ? null : wholeDays(day, end, duration, longest, zoneOf(null))
}

const dateOf = (property: Property | undefined): DateValue | null =>
  property ? dateValue(property.value, property.params) : null

/** Outlook has all-day events from midnight to midnight, and says so in a property of its own. */
const isAllDay = (event: Component, { wall }: DateValue): boolean =>
  wall !== null &&
  wall % DAY_MS === 0 &&
  ['X-MICROSOFT-CDO-ALLDAYEVENT', 'X-FUNAMBOL-ALLDAY'].some((name) =>
    /^(true|1)$/i.test(firstOf(event, name)?.value.trim() ?? ''),
  )

const dayOf = (wall: number): DateString => new Date(wall).toISOString().slice(0, 10)

const wholeDays = (
  start: DateString,
  end: DateValue | null,
  duration: Duration | null,
  longest: number,
  zone: FileZone,
): Times => {
  const last = end && (end.day ?? dayOf(end.wall + DAY_MS - 1))
  const days = last ? daysBetween(start, last) : Math.ceil(durationMs(duration ?? { days: 1, ms: 0 }) / DAY_MS)
  const timeZone = zone.nameAt(Date.parse(`${start}T00:00:00Z`))
  const length = Math.min(Math.max(days, 1), longest)
  return { start, end: addDays(start, length), allDay: true, zone, timeZone, wall: null }
}

const timed = (
  start: DateValue & { wall: number },
  end: DateValue | null,
  duration: Duration | null,
  longest: number,
  zoneOf: ZoneOf,
): Times => {
  const zone = zoneOfValue(start, zoneOf)
  const from = zone.instantOf(start.wall)
  const to = endOf(start, end, duration, zone, zoneOf)
  const length = Math.min(Math.max(to - from, 0), longest * DAY_MS)
  return {
    start: new Date(from).toISOString(),
    end: new Date(from + length).toISOString(),
    allDay: false,
    zone,
    timeZone: zone.nameAt(from),
    wall: start.wall,
  }
}

const endOf = (
  start: DateValue & { wall: number },
  end: DateValue | null,
  duration: Duration | null,
  zone: FileZone,
  zoneOf: ZoneOf,
): number => {
  if (end && end.wall !== null) {
    // An end without a zone is on the clock of the start.
    const own = end.isUtc || end.tzid !== null ? zoneOfValue(end, zoneOf) : zone
    return own.instantOf(end.wall)
  }
  if (end) return zone.instantOf(Date.parse(`${end.day}T00:00:00Z`))
  const { days, ms } = duration ?? { days: 0, ms: 0 }
  return zone.instantOf(start.wall + days * DAY_MS) + ms
}

const zoneOfValue = (value: DateValue & { wall: number }, zoneOf: ZoneOf): FileZone =>
  value.isUtc ? UTC : zoneOf(value.tzid)

/** Of lists, which files can make as long as they like. */
const MOST_DATES = 5_000

const eachDate = (event: Component, name: string): { text: string; params: Property['params'] }[] =>
  allOf(event, name)
    .flatMap(({ value, params }) => value.split(',', MOST_DATES).map((text) => ({ text, params })))
    .slice(0, MOST_DATES)

/** EXDATE: instants, or days where the series, or the value, is a day. Without a zone on the clock of the series. */
export const exdatesOf = (event: Component, times: Times, zoneOf: ZoneOf): string[] => {
  const dates = eachDate(event, 'EXDATE').flatMap(({ text, params }) => {
    const value = dateValue(text, params)
    return value ? occurrenceName(value, times, zoneOf) : []
  })
  return [...new Set(dates)].sort()
}

type Series = Pick<Times, 'allDay' | 'zone' | 'wall'>

/**
 * How a series names an occurrence: by a day when it is all day or the value is a day, else by an instant. Exchange writes
 * midnight for the day of a series that is at another time.
 */
export const occurrenceName = (value: DateValue, series: Series, zoneOf: ZoneOf): string => {
  if (value.wall === null) return value.day
  const isDay = !value.isUtc && value.wall % DAY_MS === 0 && (series.wall ?? 0) % DAY_MS !== 0
  if (series.allDay || isDay) return dayOf(value.wall)
  const zone = value.isUtc || value.tzid !== null ? zoneOfValue(value, zoneOf) : series.zone
  return new Date(zone.instantOf(value.wall)).toISOString()
}

/** RDATE: days, instants and periods, as the times of further occurrences. */
export const rdatesOf = (event: Component, times: Times, zoneOf: ZoneOf): { start: string; end: string | null }[] => {
  const dates = eachDate(event, 'RDATE').flatMap(({ text, params }) => {
    const [from = '', to] = text.split('/')
    const value = dateValue(from, params)
    if (!value) return []
    const named = occurrenceName(value, times, zoneOf)
    // A day in a series with a time: at that time.
    const start = named.length === 10 && times.wall !== null ? atTime(named, times.wall, times.zone) : named
    return { start, end: to === undefined || times.allDay ? null : periodEnd(to, start, params, times, zoneOf) }
  })
  return [...new Map(dates.map((one) => [one.start, one])).values()].sort((a, b) => (a.start < b.start ? -1 : 1))
}

/** The instant at which a clock shows the time of `wall` on a day. */
export const atTime = (day: DateString, wall: number, zone: FileZone): string => {
  const time = ((wall % DAY_MS) + DAY_MS) % DAY_MS
  return new Date(zone.instantOf(Date.parse(`${day}T00:00:00Z`) + time)).toISOString()
}

const periodEnd = (
  text: string,
  start: string,
  params: Property['params'],
  times: Times,
  zoneOf: ZoneOf,
): string | null => {
  const duration = durationValue(text)
  const value = dateValue(text, params)
  const end = duration
    ? Date.parse(start) + durationMs(duration)
    : value && Date.parse(occurrenceName(value, times, zoneOf))
  const longest = Date.parse(start) + LONGEST.series * DAY_MS
  return end === null || end < Date.parse(start) ? null : new Date(Math.min(end, longest)).toISOString()
}
