import { linearRegression, mean, standardDeviation, sumNthPowerDeviations, sumSimple, zScore } from 'simple-statistics'
import { DAY_MS } from '../../platform/units.ts'
import type { MetricDirection } from './metric.fields.ts'
import { exact } from './progress.ts'

/** A value at a time, in epoch ms. */
export type Point = { value: number; at: number }

export type Trend = {
  current: number
  previous: number
  change: number
  changePercent: number
  velocity: number
  acceleration: number
  isImproving: boolean
}

/**
 * The last step of a metric (docs/formulas.md, Metric analytics): velocity in units a day over at least one day, acceleration against the
 * step before, per cent of the value before. Points newest first; zeros without a step.
 */
export const trendOf = (points: Point[], direction: MetricDirection): Trend => {
  const [last, before, third] = points
  const current = last?.value ?? 0
  const previous = before?.value ?? current
  const change = exact(current - previous)
  const velocity = last && before ? speed(before, last) : 0
  const acceleration = before && third ? exact(velocity - speed(third, before)) : 0
  const changePercent = previous === 0 ? 0 : exact((change / Math.abs(previous)) * 100)
  const isImproving = direction === 'Target' || (direction === 'Higher' ? change >= 0 : change <= 0)
  return { current, previous, change, changePercent, velocity, acceleration, isImproving }
}

const speed = (from: Point, to: Point): number =>
  exact((to.value - from.value) / Math.max(1, (to.at - from.at) / DAY_MS))

export type Prediction = {
  futureValue: number
  daysAhead: number
  confidence: number
  lower: number
  upper: number
  risk: 'low' | 'medium' | 'high'
}

/**
 * The value `daysAhead` days after `now` on the least-squares line through the points (docs/formulas.md). Confidence is R²
 * (1 for a flat line that fits exactly), the interval ± 1.96·sqrt(SSres/(n − 2)), the risk its half-width against the
 * range of values: high above 0.3, medium above 0.15. With fewer than 3 points, or all at one time, the present value
 * without any confidence.
 */
export const predictionOf = (points: Point[], now: number, daysAhead: number): Prediction => {
  const current = points[0]?.value ?? 0
  const line = points.length < 3 ? null : leastSquares(points, now)
  if (!line) return { futureValue: current, daysAhead, confidence: 0, lower: current, upper: current, risk: 'high' }
  const values = points.map(({ value }) => value)
  const range = Math.max(...values) - Math.min(...values)
  const interval = 1.96 * Math.sqrt(line.residual / Math.max(1, points.length - 2))
  const futureValue = line.intercept + line.slope * daysAhead
  const share = range === 0 ? 0 : interval / range
  return {
    futureValue: exact(futureValue),
    daysAhead,
    confidence: line.total === 0 ? 1 : Math.min(1, Math.max(0, 1 - line.residual / line.total)),
    lower: exact(futureValue - interval),
    upper: exact(futureValue + interval),
    risk: share > 0.3 ? 'high' : share > 0.15 ? 'medium' : 'low',
  }
}

export type Line = { slope: number; intercept: number; residual: number; total: number }

/** The line over days counted from `now`; null when all points are at one time. */
export const leastSquares = (points: Point[], now: number): Line | null => {
  const xs = points.map(({ at }) => (at - now) / DAY_MS)
  const ys = points.map(({ value }) => value)
  if (sumNthPowerDeviations(xs, 2) < 1e-12 * points.length) return null
  const { m: slope, b: intercept } = linearRegression(xs.map((x, i) => [x, ys[i] ?? 0]))
  const residual = sumSimple(xs.map((x, i) => ((ys[i] ?? 0) - intercept - slope * x) ** 2))
  return { slope, intercept, residual, total: sumNthPowerDeviations(ys, 2) }
}

/** How unusual the newest value is among all (docs/formulas.md): |z| from 2 low, from 2.5 medium, from 3 high. */
export const anomalyOf = (points: Point[]): { zScore: number; severity: 'low' | 'medium' | 'high' } | null => {
  if (points.length < 3) return null
  const values = points.map(({ value }) => value)
  const deviation = standardDeviation(values)
  const score = deviation === 0 ? 0 : exact(zScore(values[0] ?? 0, mean(values), deviation))
  const size = Math.abs(score)
  return size < 2 ? null : { zScore: score, severity: size >= 3 ? 'high' : size >= 2.5 ? 'medium' : 'low' }
}
