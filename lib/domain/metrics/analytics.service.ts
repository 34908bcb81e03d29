import type { Context } from '../../platform/context.ts'
import { load } from '../../platform/events/mutate.ts'
import { partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { loadProfile } from '../profile/profile.service.ts'
import type { Moment } from '../time/moment.ts'
import { localDateOf } from '../time/zone.ts'
import type { MetricAnalytics } from './analytics.schema.ts'
import type { MetricRecord } from './metric.fields.ts'
import { METRIC } from './metric.ts'
import { readLogRow } from './metric-log.repository.ts'
import { progressOf } from './progress.ts'
import { currentStreak, daysLogged, longestStreak } from './streak.ts'
import { type Point, predictionOf, trendOf } from './trend.ts'

/** Analytics look at the newest thousand logs. */
const MAX_LOGS = 1_000

/** Trend, progress, streak and prediction of a metric, from its newest 1,000 logs. @throws 404 */
export const analyse = async (ctx: Context, metricId: string, daysAhead: number): Promise<MetricAnalytics> => {
  const { metric, points, zone } = await readPoints(ctx, metricId)
  return analyticsOf(metric, points, { now: ctx.now(), zone, daysAhead })
}

/** A metric with its newest values, newest first, and the person's zone. Parallel reads. @throws 404 */
export const readPoints = async (
  ctx: Context,
  metricId: string,
): Promise<{ metric: MetricRecord; points: Point[]; zone: string }> => {
  const range = { ...startingWith(sk.metricLogs(metricId)), descending: true, limit: MAX_LOGS }
  const [metric, { items }, { timeZone }] = await Promise.all([
    load(ctx, METRIC, metricId),
    partition(ctx).page(range),
    loadProfile(ctx),
  ])
  const points = items.map(readLogRow).map(({ value, loggedAt }) => ({ value, at: Date.parse(loggedAt) }))
  return { metric, points, zone: timeZone }
}

/** Points newest first. */
export const analyticsOf = (
  metric: Pick<MetricRecord, 'direction' | 'targetValue'>,
  points: Point[],
  { now, zone, daysAhead }: Moment & { daysAhead: number },
): MetricAnalytics => {
  const current = points[0]?.value ?? 0
  const days = daysLogged(
    points.map(({ at }) => at),
    zone,
  )
  const progress =
    points.length > 0 ? progressOf(metric, current) : { percentage: 0, remaining: 0, isOnTrack: !metric.targetValue }
  return {
    trend: trendOf(points, metric.direction),
    progress: {
      ...progress,
      percentage: Math.floor(progress.percentage * 100) / 100,
      current,
      target: metric.targetValue ?? 0,
    },
    streak: { current: currentStreak(days, localDateOf(now, zone)), longest: longestStreak(days) },
    prediction: predictionOf(points, now, daysAhead),
  }
}
