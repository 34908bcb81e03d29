import {
  errorFunction,
  gammaln,
  mean as meanOf,
  medianAbsoluteDeviation,
  median as medianOf,
  quantile as quantileOf,
  sampleCorrelation,
  sampleRankCorrelation,
} from 'simple-statistics'

/**
 * Statistics as simple-statistics computes them, except that empty input gives 0 instead of an error, and the tests and
 * corrections that it does not have.
 */

export const mean = (values: number[]): number => (values.length === 0 ? 0 : meanOf(values))

export const median = (values: number[]): number => (values.length === 0 ? 0 : medianOf(values))

/** Type 7 of Hyndman & Fan, "Sample Quantiles" (1996): linear interpolation between order statistics. */
export const quantile = (values: number[], share: number): number =>
  values.length === 0 ? 0 : quantileOf(values, share)

/** The median distance from the median. */
export const medianDeviation = (values: number[]): number => (values.length === 0 ? 0 : medianAbsoluteDeviation(values))

/**
 * How unusual a value is among others: 0.6745 · (x − median) / MAD, from 3.5 an outlier (Iglewicz & Hoaglin, "How to
 * Detect and Handle Outliers", 1993). Where more than half of the values are equal the mean deviation × 1.2533 takes
 * the place of the MAD; where all are, any other value is infinitely unusual.
 */
export const robustScore = (value: number, others: number[]): number => {
  const centre = median(others)
  if (value === centre) return 0
  const deviation = medianDeviation(others)
  if (deviation > 0) return (0.6745 * (value - centre)) / deviation
  const meanDeviation = mean(others.map((other) => Math.abs(other - centre)))
  return (value - centre) / (1.253314 * meanDeviation)
}

/** Pearson's correlation; 0 when one side does not vary. */
export const pearson = (xs: number[], ys: number[]): number =>
  varies(xs) && varies(ys) ? withinOne(sampleCorrelation(xs, ys)) : 0

/** Whether values differ by more than rounding errors of their size. */
export const varies = (values: number[], centre = mean(values)): boolean => {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return values.some((value) => Math.abs(value - centre) > 1e-10 * largest)
}

/** Spearman's rank correlation, in which equal values share the mean of their ranks; 0 when one side is constant. */
export const spearman = (xs: number[], ys: number[]): number =>
  new Set(xs).size > 1 && new Set(ys).size > 1 ? withinOne(sampleRankCorrelation(xs, ys)) : 0

/** Without the rounding errors that lead beyond a perfect correlation. */
const withinOne = (correlation: number): number => Math.max(-1, Math.min(1, correlation))

/**
 * Two-sided probability of a correlation at least this strong among `count` independent pairs: Student's t with
 * count − 2 degrees of freedom, t = r · √((n − 2) / (1 − r²)). 1 with fewer than 3 pairs.
 */
export const correlationPValue = (r: number, count: number): number => {
  const freedom = count - 2
  if (freedom < 1) return 1
  if (Math.abs(r) >= 1) return 0
  const t2 = (r * r * freedom) / (1 - r * r)
  return incompleteBeta(freedom / (freedom + t2), freedom / 2, 0.5)
}

/**
 * p-values corrected for the number of tests: Benjamini & Hochberg, "Controlling the False Discovery Rate" (1995), as
 * adjusted p-values. Those below q are discoveries of which at most the share q is expected to be false.
 */
export const adjustedPValues = (chances: number[]): number[] => {
  const order = chances.map((chance, i) => ({ chance, i })).sort((a, b) => b.chance - a.chance)
  const adjusted = new Array<number>(chances.length).fill(1)
  let least = 1
  for (const [place, { chance, i }] of order.entries()) {
    least = Math.min(least, (chance * chances.length) / (chances.length - place))
    adjusted[i] = least
  }
  return adjusted
}

/**
 * Autocorrelation at a lag, of a series with gaps: Σ (xₜ − m)(xₜ₊ₖ − m) over the pairs there are, by their number, over the
 * variance. 0 without pairs or variance.
 */
export const autocorrelation = (series: (number | null)[], lag: number): number => {
  const known = series.filter((value) => value !== null)
  const centre = mean(known)
  const variance = mean(known.map((value) => (value - centre) ** 2))
  const products: number[] = []
  for (let i = 0; i + lag < series.length; i += 1) {
    const [a, b] = [series[i], series[i + lag]]
    if (a != null && b != null) products.push((a - centre) * (b - centre))
  }
  return varies(known, centre) && variance > 0 ? mean(products) / variance : 0
}

/** Φ, the share of a normal distribution below z; error below 1.2e-7 (errorFunction: Numerical Recipes, section 6.2). */
export const normalCdf = (z: number): number => (1 + errorFunction(z / Math.SQRT2)) / 2

/** Iₓ(a, b) by its continued fraction, after Lentz: Numerical Recipes, 3rd edition, section 6.4. */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log(1 - x)) / a
  let [c, d] = [1, 1 / safe(1 - ((a + b) * x) / (a + 1))]
  let fraction = d
  for (let m = 1; m <= 300; m += 1) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / safe(1 + term * d)
      c = safe(1 + term / c)
      fraction *= c * d
    }
    if (Math.abs(c * d - 1) < 1e-12) break
  }
  return front * fraction
}

const safe = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value)
