import type { Point } from '../../metrics/trend.ts'
import { rounded, shown } from './series.ts'
import { correlationPValue, median, medianDeviation, robustScore, spearman } from './statistics.ts'

export type Anomaly = {
  isAnomaly: boolean
  anomalyType?: 'spike' | 'drop'
  severity: 'low' | 'medium' | 'high'
  possibleCauses: string[]
  expectedRange: { min: number; max: number }
  recommendations: string[]
  requiresAttention: boolean
  confidence: number
}

type Limits = { thresholdLow: number | null; thresholdHigh: number | null }

const LEAST = 5
const COMPARED = 60
/** The scores from which a value is an outlier, by severity. */
const OUTLIER = 3.5
const GRAVE = { medium: 5, high: 8 }

/**
 * Whether the newest value differs from the (up to 60) values before it, by the robust score. If those have a trend, it is
 * extrapolated: growing savings are no anomaly. Points newest first; null with fewer than 5 values to compare
 * with. A value beyond a threshold of the metric is always reported.
 */
export const anomalyOf = ({ thresholdLow, thresholdHigh }: Limits, points: Point[]): Anomaly | null => {
  const [newest, ...others] = points.slice(0, COMPARED + 1)
  if (!newest || others.length < LEAST) return null
  const { value } = newest
  const slope = slopeOf(others)
  const before = others.map((point) => point.value + slope * (newest.at - point.at))
  const score = robustScore(value, before)
  const isAnomaly = Math.abs(score) >= OUTLIER
  const spread = (OUTLIER * medianDeviation(before)) / 0.6745
  const [centre, size] = [median(before), Math.abs(score)]
  const low = thresholdLow !== null && value < thresholdLow
  const high = thresholdHigh !== null && value > thresholdHigh
  const crossed = low
    ? [`It is below your limit of ${shown(thresholdLow)}`]
    : high
      ? [`It is above your limit of ${shown(thresholdHigh)}`]
      : []
  return {
    isAnomaly,
    ...(isAnomaly && { anomalyType: score > 0 ? 'spike' : 'drop' }),
    severity: !isAnomaly || size < GRAVE.medium ? 'low' : size < GRAVE.high ? 'medium' : 'high',
    possibleCauses: isAnomaly ? [...causes(value, centre), ...crossed] : crossed,
    expectedRange: { min: rounded(centre - spread), max: rounded(centre + spread) },
    recommendations: isAnomaly ? ['Check that the value is right', 'If it is, note what was different'] : [],
    requiresAttention: low || high || (isAnomaly && size >= GRAVE.medium),
    confidence: Math.min(0.95, 0.4 + before.length / 60),
  }
}

/**
 * The slope of values that rise or fall steadily (Spearman's correlation with time significant at 1 %), per ms: the median
 * slope of all pairs (Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", 1968); else 0.
 */
const slopeOf = (points: Point[]): number => {
  const order = spearman(
    points.map(({ at }) => at),
    points.map(({ value }) => value),
  )
  if (correlationPValue(order, points.length) >= 0.01) return 0
  const slopes = points.flatMap((a, i) =>
    points.slice(i + 1).flatMap((b) => (a.at === b.at ? [] : [(a.value - b.value) / (a.at - b.at)])),
  )
  return median(slopes)
}

const causes = (value: number, centre: number): string[] => {
  const ratio = centre === 0 ? 0 : value / centre
  const typo = [10, 100, 0.1, 0.01].some((factor) => Math.abs(ratio / factor - 1) < 0.2)
  const usual = `Usually it is about ${shown(centre)}; this time ${shown(value)}`
  return typo ? [usual, 'A misplaced decimal point: it is a power of ten away'] : [usual]
}
