/** Small statistics, exact enough to be compared with textbook definitions. Empty input gives 0, never NaN. */

export const mean = (values: number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

export const median = (values: number[]): number => quantile(values, 0.5)

/** Linear interpolation between order statistics: type 7 of Hyndman & Fan, "Sample Quantiles" (1996). */
export const quantile = (values: number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

/** The median distance from the median. */
export const medianDeviation = (values: number[]): number => {
  const centre = median(values)
  return median(values.map((value) => Math.abs(value - centre)))
}

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

/** Ranks from 1; equal values share the mean of their ranks. */
export const ranks = (values: number[]): number[] => {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value)
  const found = new Array<number>(values.length).fill(0)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to += 1
    for (let i = from; i <= to; i += 1) found[order[i]?.i ?? 0] = (from + to) / 2 + 1
    from = to + 1
  }
  return found
}

/** Pearson's correlation; 0 when one side does not vary. */
export const pearson = (xs: number[], ys: number[]): number => {
  const [meanX, meanY] = [mean(xs), mean(ys)]
  if (!varies(xs, meanX) || !varies(ys, meanY)) return 0
  let [both, x2, y2] = [0, 0, 0]
  for (const [i, x] of xs.entries()) {
    const [dx, dy] = [x - meanX, (ys[i] ?? 0) - meanY]
    both += dx * dy
    x2 += dx * dx
    y2 += dy * dy
  }
  const scale = Math.sqrt(x2) * Math.sqrt(y2)
  return scale === 0 ? 0 : Math.max(-1, Math.min(1, both / scale))
}

/** Whether values differ by more than rounding errors of their size. */
export const varies = (values: number[], centre = mean(values)): boolean => {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return values.some((value) => Math.abs(value - centre) > 1e-10 * largest)
}

/** Spearman's rank correlation: Pearson's of the ranks. */
export const spearman = (xs: number[], ys: number[]): number => pearson(ranks(xs), ranks(ys))

/**
 * Two-sided probability of a correlation at least this strong among `count` independent pairs: Student's t with
 * count − 2 degrees of freedom, t = r · √((n − 2) / (1 − r²)). 1 with fewer than 3 pairs.
 */
export const correlationChance = (r: number, count: number): number => {
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
export const falseDiscovery = (chances: number[]): number[] => {
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

/** Φ, the share of a normal distribution below z: Abramowitz & Stegun 26.2.17, error below 7.5e-8. */
export const normalShare = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly
  return z >= 0 ? 1 - tail : tail
}

/** Lanczos' approximation of ln Γ (g = 7, 9 terms), for positive arguments. */
const logGamma = (x: number): number => {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const sum = LANCZOS.reduce((total, term, i) => total + term / (x + i), 0.99999999999980993)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Iₓ(a, b) by its continued fraction, after Lentz: Numerical Recipes, 3rd edition, section 6.4. */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a
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
