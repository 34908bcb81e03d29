import { DAY_MS } from '../../../platform/units.ts'
import { type Line, leastSquares, type Point } from '../../metrics/trend.ts'
import { type DateString, dayNumber, fromDayNumber } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import { correlationPValue, mean, varies } from './statistics.ts'

/** A metric by days: the mean of each day's values, null for a day without any. `from`: the day number of the first. */
export type Series = { from: number; values: (number | null)[] }

/** Older values say little about the present and cost time. */
const MAX_DAYS = 366

/** The days of the person in `zone` from the first to the last value, at most the newest 366. */
export const dailySeries = (points: Point[], zone: string): Series => {
  const days = new Map<number, number[]>()
  for (const { value, at } of points) {
    const day = dayNumber(localDateOf(at, zone))
    days.set(day, [...(days.get(day) ?? []), value])
  }
  const last = Math.max(...days.keys())
  const first = Math.max(Math.min(...days.keys()), last - MAX_DAYS + 1)
  if (!Number.isFinite(last)) return { from: 0, values: [] }
  const values = Array.from({ length: last - first + 1 }, (_, i) => days.get(first + i) ?? null)
  return { from: first, values: values.map((found) => (found === null ? null : mean(found))) }
}

/** The newest days of a series. */
export const newest = ({ from, values }: Series, days: number): Series => {
  const cut = Math.max(0, values.length - days)
  return { from: from + cut, values: values.slice(cut) }
}

export const known = ({ values }: Series): number[] => values.filter((value) => value !== null)

export const dateAt = ({ from }: Series, index: number): DateString => fromDayNumber(from + index)

/** The least-squares line through the days that have values (x in days from the first); null below 3 of them. */
export const lineOf = ({ values }: Series): (Line & { count: number; chance: number }) | null => {
  const points = values.flatMap((value, i) => (value === null ? [] : [{ value, at: i * DAY_MS }]))
  const line = points.length < 3 ? null : leastSquares(points, 0)
  if (!line) return null
  const flat = !varies(points.map(({ value }) => value)) || line.total === 0
  const fit = flat ? 0 : Math.min(1, Math.max(0, 1 - line.residual / line.total))
  return { ...line, count: points.length, chance: correlationPValue(Math.sqrt(fit), points.length) }
}

/** The series without its trend, so that two metrics that both grow do not correlate for that alone. Rounding errors become 0. */
export const detrended = (series: Series): Series => {
  const line = lineOf(series)
  if (!line) return series
  const noise = 1e-9 * Math.max(...known(series).map(Math.abs))
  const rest = (value: number, i: number): number => {
    const residual = value - (line.intercept + line.slope * i)
    return Math.abs(residual) <= noise ? 0 : residual
  }
  return { ...series, values: series.values.map((value, i) => (value === null ? null : rest(value, i))) }
}

/** Rounds to 4 significant digits: more would suggest a precision that is not there. */
export const rounded = (value: number): number => Number(value.toPrecision(4))

/** A number as people write it: no trailing zeros. */
export const shown = (value: number): string => String(rounded(value))

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
/** The name of an ISO weekday. */
export const weekdayName = (weekday: number): string => WEEKDAYS[weekday - 1] ?? ''
