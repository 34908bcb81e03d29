import { DAY_MS } from '../../../platform/units.ts'
import { progressOf } from '../../metrics/progress.ts'
import { type Point, predictionOf } from '../../metrics/trend.ts'
import { addDays, type DateString } from '../../time/dates.ts'
import type { Moment } from '../../time/moment.ts'
import { localDateOf } from '../../time/zone.ts'
import type { Measured } from './metric-patterns.ts'
import { shown } from './series.ts'

export type Outlook = {
  projectedValue: number
  projectedDate: DateString
  confidence: number
  /** The interval of 95 % of the values if the line is right: docs/formulas.md, Metric analytics. */
  interval: { low: number; high: number }
  riskFactors: string[]
  milestones: { value: number; date: DateString; description: string }[]
}

const DAYS_AHEAD = 30
const FARTHEST = 3 * 366
const STALE_DAYS = 14

/**
 * Where the least-squares line leads (docs/formulas.md): to the target if it gets there within three years, else 30 days
 * ahead. Points newest first; null below 3 values.
 */
export const outlookOf = (metric: Measured, points: Point[], { now, zone }: Moment): Outlook | null => {
  const current = points[0]
  if (!current || points.length < 3) return null
  const today = localDateOf(now, zone)
  const [present, month] = [predictionOf(points, now, 0), predictionOf(points, now, DAYS_AHEAD)]
  const rise = month.futureValue - present.futureValue
  // The slope of a flat line is nothing but rounding errors.
  const slope = Math.abs(rise) <= 1e-9 * Math.abs(month.futureValue) ? 0 : rise / DAYS_AHEAD
  const days = daysToTarget(metric, current.value, present.futureValue, slope)
  const ahead = predictionOf(points, now, days ?? DAYS_AHEAD)
  const range = { slope, from: present.futureValue, days: days ?? DAYS_AHEAD }
  return {
    projectedValue: figure(ahead.futureValue),
    projectedDate: addDays(today, days ?? DAYS_AHEAD),
    confidence: days === null ? ahead.confidence : ahead.confidence * 0.9,
    interval: { low: figure(ahead.lower), high: figure(ahead.upper) },
    riskFactors: risksOf(metric, points, { now, days, slope, risk: ahead.risk }),
    milestones: milestonesOf(range, today),
  }
}

/** Days until the line reaches the target; null when it has reached it already, never does, or not within three years. */
const daysToTarget = (
  { targetValue, direction }: Measured,
  current: number,
  from: number,
  slope: number,
): number | null => {
  if (targetValue === null || slope === 0) return null
  if (progressOf({ targetValue, direction }, current).percentage >= 100) return null
  const days = Math.ceil((targetValue - from) / slope)
  return days > 0 && days <= FARTHEST ? days : null
}

type Course = { now: number; days: number | null; slope: number; risk: 'low' | 'medium' | 'high' }

const risksOf = (
  { targetValue, direction }: Measured,
  points: Point[],
  { now, days, slope, risk }: Course,
): string[] => {
  const [newest, count] = [points[0], points.length]
  const quiet = Math.floor((now - (newest?.at ?? now)) / DAY_MS)
  const reached = newest && progressOf({ targetValue, direction }, newest.value).percentage >= 100
  const off = targetValue !== null && days === null && !reached
  const wrong = off && slope !== 0 && Math.sign(targetValue - (newest?.value ?? 0)) !== Math.sign(slope)
  return [
    ...(wrong ? ['It moves away from the target'] : off ? ['At this pace the target is years away'] : []),
    ...(risk === 'high'
      ? ['Values scatter widely around the line']
      : risk === 'medium'
        ? ['Values scatter around the line']
        : []),
    ...(count < 10 ? [`Only ${count} values so far`] : []),
    ...(quiet > STALE_DAYS ? [`Nothing logged for ${quiet} days`] : []),
  ]
}

/** Six significant digits; further ones are rounding errors. */
const figure = (value: number): number => Number(value.toPrecision(6))

/** Points at a third, two thirds and the whole of the way. */
const milestonesOf = ({ slope, from, days }: { slope: number; from: number; days: number }, today: DateString) =>
  [1, 2, 3].map((third) => {
    const at = Math.round((days * third) / 3)
    const value = figure(from + slope * at)
    return { value, date: addDays(today, at), description: `About ${shown(value)} if it goes on like this` }
  })
