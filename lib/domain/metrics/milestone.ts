import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { DAY_MS } from '../../platform/units.ts'
import { defaultsOf } from '../entity-fields.ts'
import { localDateOf } from '../time/zone.ts'
import type { MetricRecord } from './metric.fields.ts'
import { milestoneFields } from './milestone.fields.ts'
import type { MetricMilestone } from './milestone.schema.ts'
import { improvementOf, progressOf } from './progress.ts'
import { currentStreak, daysLogged } from './streak.ts'

export const METRIC_MILESTONE: Kind<MetricMilestone> = {
  name: 'metricmilestone',
  label: 'Metric milestone',
  defaults: defaultsOf(milestoneFields),
  sk: ({ metricId, id }) => sk.milestone(metricId, id),
  parent: { kind: 'metric', field: 'metricId', rows: sk.milestones },
  isGoneWhenDeleted: true,
}

/** What can be reached: a type and how much of it. */
export type Mark = Pick<MetricMilestone, 'type' | 'value'>

const STREAKS = [7, 30, 100]
const CONSISTENCIES = [7, 30]
const IMPROVEMENTS = [10, 25, 50]

/** The metric after a change of its logs, and the times (epoch ms) of the logs of the days that count. */
export type Standing = { metric: MetricRecord; times: number[]; now: number; zone: string }

/** Every mark that a metric stands at (docs/formulas.md; improvement in its own direction, days of the person). */
export const marksOf = ({ metric, times, now, zone }: Standing): Mark[] => {
  if (metric.currentValue === null) return []
  const streak = currentStreak(daysLogged(times, zone), localDateOf(now, zone))
  const gain = metric.logCount > 1 ? improvementOf(metric, metric.baselineValue ?? 0, metric.currentValue) : null
  return [
    ...(metric.targetValue && progressOf(metric, metric.currentValue).percentage >= 100
      ? [{ type: 'target_reached' as const, value: metric.targetValue }]
      : []),
    ...STREAKS.filter((days) => streak >= days).map((value) => ({ type: 'streak' as const, value })),
    ...IMPROVEMENTS.filter((percent) => gain !== null && gain >= percent).map((value) => ({
      type: 'improvement' as const,
      value,
    })),
    ...CONSISTENCIES.filter((days) => daysWithin(times, { now, zone, days }) >= days).map((value) => ({
      type: 'consistency' as const,
      value,
    })),
  ]
}

const daysWithin = (times: number[], { now, zone, days }: { now: number; zone: string; days: number }): number =>
  daysLogged(
    times.filter((time) => time >= now - days * DAY_MS),
    zone,
  ).filter((day) => day <= localDateOf(now, zone)).length

/** How many days back logs matter for the day-counting marks that are not held yet; 0 when all are. */
export const daysForMarks = (held: Mark[]): number => {
  const open = [
    ...STREAKS.map((value) => ({ type: 'streak' as const, value })),
    ...CONSISTENCIES.map((value) => ({ type: 'consistency' as const, value })),
  ].filter((mark) => !matchingMilestone(held, mark))
  // One day more than the count, and one for the difference between zones.
  return open.length === 0 ? 0 : Math.max(...open.map(({ value }) => value)) + 2
}

/** The held milestone that a detected mark repeats: targets are the same within 0.01. */
export const matchingMilestone = <M extends Mark>(held: M[], { type, value }: Mark): M | undefined =>
  nearest(held, { type, value }, type === 'target_reached' ? 0.01 : 1)

/** The held milestone that a client's claim repeats: the same type, and the value within 1. */
export const milestoneForClaim = <M extends Mark>(held: M[], mark: Mark): M | undefined => nearest(held, mark, 1)

const nearest = <M extends Mark>(held: M[], { type, value }: Mark, tolerance: number): M | undefined => {
  const distance = (one: Mark) => Math.abs(one.value - value)
  const [best] = held.filter((one) => one.type === type).sort((a, b) => distance(a) - distance(b))
  // 20.01 − 20 is a little more than 0.01 in binary.
  return best && distance(best) <= tolerance + 1e-9 ? best : undefined
}

/** What a milestone pays: docs/formulas.md. */
export const pointsForMilestone = ({ type, value }: Mark): number => {
  if (type === 'streak') return Math.round(50 * value)
  if (type === 'consistency') return Math.round(25 * value)
  if (type === 'improvement') return value >= 50 ? 1_000 : value >= 25 ? 500 : 200
  return Math.round(200 * (value > 100 ? 1.5 : value > 50 ? 1.2 : 1))
}
