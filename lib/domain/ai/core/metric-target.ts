import type { Point } from '../../metrics/trend.ts'
import { addDays, type DateString } from '../../time/dates.ts'
import type { Moment } from '../../time/moment.ts'
import { localDateOf } from '../../time/zone.ts'
import type { Measured } from './metric-patterns.ts'
import { dailySeries, known, lineOf, newest, shown } from './series.ts'
import { median, quantile } from './statistics.ts'

export type TargetAdvice = {
  recommendedTarget: number
  currentValue: number
  reasoning: string
  achievability: 'easy' | 'moderate' | 'challenging' | 'stretch'
  timeframe: string
  milestones: { value: number; date: DateString; description: string }[]
  confidence: number
}

const WINDOW = 60
const LEAST = 7
const DAYS_AHEAD = 30

/**
 * A target based on the person's own days: what they reach on their best quarter of days (of the last 60), or where
 * their trend (significant at 5 %) leads in 30 days, whichever is further. For a metric that should stay at its target, that
 * target, else the usual value. Points newest first; null below 7 days with values.
 */
export const targetOf = (metric: Measured, points: Point[], { now, zone }: Moment): TargetAdvice | null => {
  const series = newest(dailySeries(points, zone), WINDOW)
  const values = known(series)
  if (values.length < LEAST) return null
  const currentValue = points[0]?.value ?? 0
  const line = lineOf(series)
  const trend = line && line.chance < 0.05 && metric.direction !== 'Target' ? line : null
  // With a trend, the usual value is today's value on the line.
  const usual = trend ? trend.intercept + trend.slope * (series.values.length - 1) : median(values)
  const good =
    metric.direction === 'Target'
      ? (metric.targetValue ?? usual)
      : quantile(values, metric.direction === 'Higher' ? 0.75 : 0.25)
  const further = metric.direction === 'Higher' ? Math.max : Math.min
  const ahead = usual + (trend?.slope ?? 0) * DAYS_AHEAD
  const recommended = rounded(metric.direction === 'Target' ? good : further(good, ahead))
  const today = localDateOf(now, zone)
  return {
    recommendedTarget: recommended,
    currentValue,
    reasoning: reasonOf(metric, { usual, good, recommended, days: values.length }),
    achievability: achievabilityOf(metric, values, recommended),
    timeframe: `${DAYS_AHEAD} days`,
    milestones: [1, 2, 3].map((step) => {
      const value = rounded(usual + ((recommended - usual) * step) / 3)
      return {
        value,
        date: addDays(today, step * 10),
        description: `Average of the ${step === 1 ? 'first' : step === 2 ? 'second' : 'third'} ten days`,
      }
    }),
    confidence: Math.min(0.9, 0.4 + values.length / 100),
  }
}

/** Three significant digits: a target is a number to remember. */
const rounded = (value: number): number => Number(value.toPrecision(3))

type Found = { usual: number; good: number; recommended: number; days: number }

const reasonOf = ({ direction }: Measured, { usual, good, recommended, days }: Found): string => {
  const seen = `Over ${days} days your usual value was ${shown(usual)}`
  if (direction === 'Target')
    return recommended === rounded(usual)
      ? `${seen}: staying there is the aim`
      : `${seen}; your target is ${shown(good)}`
  const way = `, and on your best quarter of days ${shown(good)} or ${direction === 'Higher' ? 'more' : 'less'}`
  return recommended === rounded(good)
    ? seen + way
    : `${seen}; your trend leads to ${shown(recommended)} in ${DAYS_AHEAD} days`
}

/** For metrics that should stay at a target: within 10 % of it. */
const isReached = (direction: Measured['direction'], value: number, target: number): boolean =>
  direction === 'Target'
    ? Math.abs(value - target) <= Math.abs(target) * 0.1
    : direction === 'Lower'
      ? value <= target
      : value >= target

/** How hard it is, by the share of days on which it was reached already. */
const achievabilityOf = ({ direction }: Measured, values: number[], target: number): TargetAdvice['achievability'] => {
  const reached = values.filter((value) => isReached(direction, value, target)).length / values.length
  return reached >= 0.5 ? 'easy' : reached >= 0.2 ? 'moderate' : reached > 0 ? 'challenging' : 'stretch'
}
