import type { Point } from '../../metrics/trend.ts'
import { dailySeries, detrended, newest, type Series } from './series.ts'
import { adjustedPValues, correlationPValue, spearman } from './statistics.ts'

export type Correlation = {
  metricId: string
  metricName: string
  correlationType: 'positive' | 'negative'
  strength: 'weak' | 'moderate' | 'strong'
  description: string
  insights: string
  actionable: boolean
  /** Spearman's correlation, and by how many days the other metric leads (negative: it lags). */
  coefficient: number
  lag: number
}

export type Correlations = { correlations: Correlation[]; overallInsights: string; confidence: number }

export type Tracked = { id: string; name: string; points: Point[] }

const WINDOW = 180
/** At least this many days on which both metrics were logged. */
const LEAST = 10
const LAGS = [-3, -2, -1, 0, 1, 2, 3]
const FALSE_SHARE = 0.05

/**
 * Which metrics move together, on the same day or up to 3 days apart: Spearman's correlation of the days without their
 * trends. Every pair and lag counts as one test: of what is reported, at most 5 % is expected to be chance
 * (Benjamini-Hochberg). Strong from 0.7, moderate from 0.4 (docs/formulas.md, Metric analytics). Correlation is not cause.
 */
export const correlationsOf = (metric: Tracked, others: Tracked[], zone: string): Correlations => {
  const own = prepared(metric, zone)
  const asked = others.filter(({ id }) => id !== metric.id).flatMap((other) => questions(own, other, zone))
  const chances = adjustedPValues(asked.map(({ r, count }) => correlationPValue(r, count)))
  const found = asked
    .map((one, i) => ({ ...one, chance: chances[i] ?? 1 }))
    .filter(({ chance }) => chance < FALSE_SHARE)
  const best = [...Map.groupBy(found, ({ other }) => other.id).values()].map((same) =>
    same.reduce((a, b) => (Math.abs(b.r) > Math.abs(a.r) ? b : a)),
  )
  const correlations = best.sort((a, b) => Math.abs(b.r) - Math.abs(a.r)).map((one) => worded(metric, one))
  const compared = new Set(asked.map(({ other }) => other.id)).size
  return {
    correlations,
    overallInsights: overall(correlations.length, compared),
    confidence: compared === 0 ? 0.2 : 0.8,
  }
}

type Question = { other: Tracked; lag: number; r: number; count: number }

const prepared = ({ points }: Tracked, zone: string): Series => detrended(newest(dailySeries(points, zone), WINDOW))

const questions = (own: Series, other: Tracked, zone: string): Question[] => {
  const theirs = prepared(other, zone)
  return LAGS.flatMap((lag) => {
    const pairs = own.values.flatMap((value, i) => {
      const partner = theirs.values[own.from + i - lag - theirs.from]
      return value === null || partner == null ? [] : [{ value, partner }]
    })
    if (pairs.length < LEAST) return []
    const r = spearman(
      pairs.map(({ partner }) => partner),
      pairs.map(({ value }) => value),
    )
    return [{ other, lag, r, count: pairs.length }]
  })
}

const worded = (metric: Tracked, { other, lag, r, count }: Question): Correlation => {
  const size = Math.abs(r)
  const strength = size >= 0.7 ? 'strong' : size >= 0.4 ? 'moderate' : 'weak'
  const way = r > 0 ? 'higher' : 'lower'
  const when = lag === 0 ? 'on the same day' : lag > 0 ? `${days(lag)} later` : `${days(-lag)} earlier`
  return {
    metricId: other.id,
    metricName: other.name,
    correlationType: r > 0 ? 'positive' : 'negative',
    strength,
    description: `When ${other.name} is high, ${metric.name} tends to be ${way} ${when}`,
    insights: `Rank correlation ${r.toFixed(2)} over ${count} days. It says nothing about which causes which`,
    actionable: size >= 0.4 && lag >= 0,
    coefficient: r,
    lag,
  }
}

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`

const overall = (found: number, compared: number): string => {
  if (compared === 0) return 'No other metric has 10 days in common with this one'
  if (found === 0)
    return `Compared with ${compared} ${compared === 1 ? 'metric' : 'metrics'}: nothing that could not be chance`
  return `${found} of ${compared} ${compared === 1 ? 'metric moves' : 'metrics move'} with it`
}
