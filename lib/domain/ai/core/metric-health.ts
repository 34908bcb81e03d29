import { progressOf } from '../../metrics/progress.ts'
import type { Point } from '../../metrics/trend.ts'
import { dayNumber } from '../../time/dates.ts'
import type { Moment } from '../../time/moment.ts'
import { localDateOf } from '../../time/zone.ts'
import { anomalyOf } from './metric-anomaly.ts'
import { type Measured, patternsOf } from './metric-patterns.ts'
import { shown } from './series.ts'

export type MetricHealth = {
  healthScore: number
  status: 'excellent' | 'good' | 'concerning' | 'critical'
  alerts: { severity: 'info' | 'warning' | 'critical'; message: string; recommendation: string }[]
  trackingQuality: 'excellent' | 'good' | 'poor' | 'insufficient'
  dataGaps: number
  recommendations: string[]
  confidence: number
}

type Watched = Measured & {
  thresholdLow: number | null
  thresholdHigh: number | null
  trackingFrequency: 'Daily' | 'Weekly' | 'Monthly'
}

const PERIOD = { Daily: 1, Weekly: 7, Monthly: 30 }
const PERIODS = 12

/**
 * 40 points for its progress (to the target, or 30 without one), 25 for its trend (improving 25, stable
 * 17, declining 5), 35 for how regularly it is tracked: the share of the last 12 periods (days, weeks, months by its frequency)
 * that have a value. Points newest first.
 */
export const metricHealthOf = (metric: Watched, points: Point[], { now, zone }: Moment): MetricHealth => {
  const newest = points[0]
  const tracked = coverage(points, PERIOD[metric.trackingFrequency], { now, zone })
  const trend = patternsOf(metric, points, zone)?.overallTrend ?? 'stable'
  const standing = newest ? (metric.targetValue ? progressOf(metric, newest.value).percentage * 0.4 : 30) : 0
  const going = newest ? { improving: 25, stable: 17, declining: 5 }[trend] : 0
  const score = Math.round(standing + going + (35 * tracked.filled) / tracked.periods)
  const alerts = alertsOf(metric, points, { trend, missing: tracked.missing, period: metric.trackingFrequency })
  return {
    healthScore: score,
    status: score >= 80 ? 'excellent' : score >= 60 ? 'good' : score >= 35 ? 'concerning' : 'critical',
    alerts,
    trackingQuality: qualityOf(points.length, tracked.filled / tracked.periods),
    dataGaps: tracked.periods - tracked.filled,
    recommendations: alerts.map(({ recommendation }) => recommendation),
    confidence: Math.min(0.95, 0.3 + points.length / 40),
  }
}

/** The last periods up to today, at most 12, none before the first value. `missing`: how many of the newest in a row have no value. */
const coverage = (
  points: Point[],
  length: number,
  { now, zone }: Moment,
): { periods: number; filled: number; missing: number } => {
  const today = dayNumber(localDateOf(now, zone))
  const ages = points.map(({ at }) => Math.max(0, Math.floor((today - dayNumber(localDateOf(at, zone))) / length)))
  const periods = Math.min(PERIODS, Math.max(0, ...ages) + 1)
  const filled = new Set(ages.filter((age) => age < periods))
  return { periods, filled: filled.size, missing: ages.length === 0 ? periods : Math.min(...ages) }
}

const qualityOf = (count: number, share: number): MetricHealth['trackingQuality'] =>
  count < 3 ? 'insufficient' : share >= 0.85 ? 'excellent' : share >= 0.5 ? 'good' : 'poor'

type Course = { trend: 'improving' | 'declining' | 'stable'; missing: number; period: 'Daily' | 'Weekly' | 'Monthly' }
const UNITS = { Daily: 'days', Weekly: 'weeks', Monthly: 'months' }

const alertsOf = (metric: Watched, points: Point[], { trend, missing, period }: Course): MetricHealth['alerts'] => {
  const newest = points[0]
  const anomaly = anomalyOf(metric, points)
  const { thresholdLow: low, thresholdHigh: high } = metric
  const crossed = newest && ((low !== null && newest.value < low) || (high !== null && newest.value > high))
  return [
    ...(newest
      ? []
      : [{ severity: 'info' as const, message: 'Nothing logged yet', recommendation: 'Log a first value' }]),
    ...(crossed
      ? [
          {
            severity: 'critical' as const,
            message: `${shown(newest.value)} is outside of your limits`,
            recommendation: 'Act on it, or move the limit',
          },
        ]
      : []),
    ...(anomaly?.isAnomaly
      ? [
          {
            severity: 'warning' as const,
            message: 'The newest value is unlike the others',
            recommendation: 'Check that it is right',
          },
        ]
      : []),
    ...(trend === 'declining'
      ? [
          {
            severity: 'warning' as const,
            message: 'It moves away from what you want',
            recommendation: 'Look at what changed',
          },
        ]
      : []),
    ...(newest && missing >= 3
      ? [
          {
            severity: 'warning' as const,
            message: `No value for ${missing} ${UNITS[period]}`,
            recommendation: 'Log one today',
          },
        ]
      : []),
  ]
}
