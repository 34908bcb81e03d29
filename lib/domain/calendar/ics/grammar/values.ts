import { DAY_MS, HOUR_MS } from '../../../../platform/units.ts'
import type { DateString } from '../../../time/dates.ts'
import type { Property } from './content-line.ts'

/** A day, or the digits of a clock (epoch ms as if UTC), in UTC, in the zone of a TZID, or in none. */
export type DateValue =
  | { day: DateString; wall: null }
  | { day: null; wall: number; isUtc: boolean; tzid: string | null }

/** Apple writes birthdays without a year as of 1604; Windows zones begin in 1601. */
const YEARS = { first: 1600, last: 2200 }

const DATE = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/** A DATE or DATE-TIME value, or null for what is none. Also takes what others write: ISO 8601, no seconds, an offset. */
export const dateValue = (text: string, params: Property['params']): DateValue | null => {
  const [, year, month, date, hour, minute, second = '0', zone] = DATE.exec(text.trim()) ?? []
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(date))
  if (!isDay(midnight, Number(year), Number(month))) return null
  if (hour === undefined || params.get('VALUE')?.toUpperCase() === 'DATE')
    return { day: new Date(midnight).toISOString().slice(0, 10), wall: null }
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null
  const wall = midnight + Number(hour) * HOUR_MS + Number(minute) * 60_000 + Number(second) * 1_000
  const offset = zone && zone.toUpperCase() !== 'Z' ? offsetValue(zone) : 0
  return { day: null, wall: wall - (offset ?? 0), isUtc: zone !== undefined, tzid: params.get('TZID') ?? null }
}

const isDay = (midnight: number, year: number, month: number): boolean =>
  year >= YEARS.first && year <= YEARS.last && new Date(midnight).getUTCMonth() === month - 1

/** An offset from UTC such as `+0130`, in ms; also without a sign, as some write. */
export const offsetValue = (text: string): number | null => {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-]?)(\d\d):?(\d\d):?(\d\d)?$/.exec(text.trim()) ?? []
  if (hours === undefined) return null
  const size = Number(hours) * HOUR_MS + Number(minutes) * 60_000 + Number(seconds) * 1_000
  if (size > DAY_MS) return null
  return sign === '-' ? -size : size
}

/** Whole days keep the wall clock, the rest is exact (RFC 5545 section 3.3.6). */
export type Duration = { days: number; ms: number }

const LONGEST_DAYS = 36_600

/** A DURATION such as `-P1DT2H`, or null for what is none. */
export const durationValue = (text: string): Duration | null => {
  const match = /^([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i.exec(
    text.trim(),
  )
  if (!match || /[PT]$/i.test(text.trim())) return null
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((part) => Number(part ?? 0))
  const sign = match[1] === '-' ? -1 : 1
  const all = { days: sign * (weeks * 7 + days), ms: sign * (hours * HOUR_MS + minutes * 60_000 + seconds * 1_000) }
  return Math.abs(all.days) > LONGEST_DAYS || Math.abs(all.ms) > LONGEST_DAYS * DAY_MS ? null : all
}

export const durationMs = ({ days, ms }: Duration): number => days * DAY_MS + ms
