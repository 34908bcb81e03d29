import type { MetricDirection } from '../../metrics/metric.fields.ts'
import type { Point } from '../../metrics/trend.ts'
import { fromDayNumber, isoWeekday } from '../../time/dates.ts'
import { dailySeries, dateAt, detrended, known, lineOf, newest, type Series, shown, weekdayName } from './series.ts'
import { autocorrelation, mean, median, robustScore } from './statistics.ts'

/** The fields of a metric that its findings depend on. */
export type Measured = {
  name: string
  direction: MetricDirection
  targetValue: number | null
}

export type MetricPattern = {
  type: 'trend' | 'seasonal' | 'spike' | 'plateau'
  description: string
  significance: 'low' | 'medium' | 'high'
  insights: string
  recommendations: string[]
}

export type MetricPatterns = {
  patterns: MetricPattern[]
  overallTrend: 'improving' | 'declining' | 'stable'
  confidence: number
}

/** Patterns are looked for in the last quarter. */
const WINDOW = 90
const LEAST = 5

/**
 * Trend (least squares, significant at 5 % by Student's t), weekly seasonality (autocorrelation at 7 days of the
 * detrended days), outliers (robust score from 3.5) and plateaus. Points in any order; null below 5 days with values.
 */
export const patternsOf = (metric: Measured, points: Point[], zone: string): MetricPatterns | null => {
  const series = newest(dailySeries(points, zone), WINDOW)
  const count = known(series).length
  if (count < LEAST) return null
  const trend = trendPattern(metric, series)
  const patterns = [trend?.pattern ?? plateauPattern(series), weekPattern(series), spikePattern(series)]
  return {
    patterns: patterns.filter((pattern) => pattern !== null),
    overallTrend: trend?.towards ?? 'stable',
    confidence: Math.min(0.95, 0.3 + count / 60),
  }
}

type Trend = { pattern: MetricPattern; towards: 'improving' | 'declining' }

/** The values, or for metrics that should stay at a target their distance from it. */
const aimed = ({ direction, targetValue }: Measured, series: Series): Series =>
  direction !== 'Target' || targetValue === null
    ? series
    : { ...series, values: series.values.map((value) => (value === null ? null : Math.abs(value - targetValue))) }

const trendPattern = (metric: Measured, series: Series): Trend | null => {
  const line = lineOf(series)
  const aim = lineOf(aimed(metric, series))
  if (!line || !aim || line.chance >= 0.05) return null
  const better =
    metric.direction === 'Higher' ? line.slope > 0 : metric.direction === 'Lower' ? line.slope < 0 : aim.slope <= 0
  const [week, days] = [line.slope * 7, series.values.length]
  const rise = week > 0 ? 'Rises' : 'Falls'
  return {
    towards: better ? 'improving' : 'declining',
    pattern: {
      type: 'trend',
      description: `${rise} by about ${Number(Math.abs(week).toPrecision(2))} a week over the last ${days} days`,
      significance: line.chance < 0.001 ? 'high' : line.chance < 0.01 ? 'medium' : 'low',
      insights: better ? 'It moves the way you want' : 'It moves away from what you want',
      recommendations: [better ? 'Keep doing what you do' : 'Look at what changed when it began to turn'],
    },
  }
}

/** No trend, and half of the values within 1 % of the median. */
const plateauPattern = (series: Series): MetricPattern | null => {
  const values = known(series)
  const centre = median(values)
  const near = values.filter((value) => Math.abs(value - centre) <= Math.abs(centre) * 0.01).length
  if (values.length < 8 || near * 2 < values.length) return null
  return {
    type: 'plateau',
    description: `Stays at about ${shown(centre)}`,
    significance: near >= values.length * 0.8 ? 'high' : 'medium',
    insights: `${near} of ${values.length} days are within 1 % of it`,
    recommendations: ['Change one thing if you want it to move'],
  }
}

/** Needs four weeks. Significant above 1.96/√n (Box & Jenkins), and a peak: stronger than at half a week. */
const weekPattern = (series: Series): MetricPattern | null => {
  const rest = detrended(series)
  const count = known(rest).length
  if (rest.values.length < 28 || count < 21) return null
  const week = autocorrelation(rest.values, 7)
  const between = Math.max(autocorrelation(rest.values, 3), autocorrelation(rest.values, 4))
  if (week <= 1.96 / Math.sqrt(count) || week <= between) return null
  const days = weekdayMeans(series)
  const [best, worst] = [days[0], days.at(-1)]
  if (!best || !worst) return null
  return {
    type: 'seasonal',
    description: `Highest on ${weekdayName(best.weekday)}s (${shown(best.mean)}), lowest on ${weekdayName(worst.weekday)}s (${shown(worst.mean)})`,
    significance: week > 0.6 ? 'high' : week > 0.4 ? 'medium' : 'low',
    insights: `Weeks resemble each other (autocorrelation ${week.toFixed(2)} at 7 days)`,
    recommendations: [
      `Compare ${weekdayName(worst.weekday)}s with ${weekdayName(worst.weekday)}s, not with the day before`,
    ],
  }
}

/** Weekdays with values, the highest mean first. */
export const weekdayMeans = ({ from, values }: Series): { weekday: number; mean: number }[] => {
  const days = Array.from({ length: 7 }, (): number[] => [])
  for (const [i, value] of values.entries()) {
    if (value !== null) days[isoWeekday(fromDayNumber(from + i)) - 1]?.push(value)
  }
  const means = days.map((found, i) => ({ weekday: i + 1, mean: mean(found), count: found.length }))
  return means
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.mean - a.mean)
    .map(({ weekday, mean: value }) => ({ weekday, mean: value }))
}

const spikePattern = (series: Series): MetricPattern | null => {
  const rest = detrended(series)
  const residuals = known(rest)
  const found = rest.values.flatMap((value, i) =>
    value !== null && Math.abs(robustScore(value, residuals)) >= 3.5 ? [{ i, value: series.values[i] ?? 0 }] : [],
  )
  const last = found.at(-1)
  if (!last || residuals.length < 8 || found.length * 5 > residuals.length) return null
  return {
    type: 'spike',
    description: `${found.length === 1 ? 'One day stands' : `${found.length} days stand`} out, the last ${dateAt(series, last.i)} with ${shown(last.value)}`,
    significance: found.length > 2 ? 'medium' : 'low',
    insights: 'Single days far from all others',
    recommendations: ['Note what was special on such days'],
  }
}
