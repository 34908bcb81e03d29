import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  adjustedPValues,
  autocorrelation,
  correlationPValue,
  median,
  medianDeviation,
  normalCdf,
  pearson,
  quantile,
  robustScore,
  spearman,
} from '../../../lib/domain/ai/core/statistics.ts'

const Value = fc.integer({ min: -50, max: 50 })
/** Ranks that count the smaller values and half of the equal ones. */
const ranks = (values: number[]): number[] =>
  values.map(
    (value) =>
      values.filter((other) => other < value).length + (values.filter((other) => other === value).length + 1) / 2,
  )

const Values = fc.array(Value, { minLength: 1, maxLength: 40 })

describe('against naive versions', () => {
  test('the median has as many values below it as above', () => {
    fc.assert(
      fc.property(Values, (values) => {
        const centre = median(values)
        expect(values.filter((value) => value < centre).length).toBeLessThanOrEqual(values.length / 2)
        expect(values.filter((value) => value > centre).length).toBeLessThanOrEqual(values.length / 2)
        expect(quantile(values, 0)).toBe(Math.min(...values))
        expect(quantile(values, 1)).toBe(Math.max(...values))
      }),
    )
  })

  test('Spearman is Pearson of ranks in which equal values share theirs', () => {
    fc.assert(
      fc.property(Values, Values, (some, others) => {
        const [xs, ys] = [some.slice(0, others.length), others.slice(0, some.length)]
        expect(spearman(xs, ys)).toBeCloseTo(pearson(ranks(xs), ranks(ys)), 9)
      }),
    )
  })

  test('Pearson is the mean product of what two sides differ from their means, over both spreads; 0 without a spread', () => {
    fc.assert(
      fc.property(Values, Values, (some, others) => {
        const [xs, ys] = [some.slice(0, others.length), others.slice(0, some.length)]
        const off = (values: number[]) => values.map((x) => x - values.reduce((a, b) => a + b, 0) / values.length)
        const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)
        const [dx, dy] = [off(xs), off(ys)]
        const varies = new Set(xs).size > 1 && new Set(ys).size > 1
        const naive = varies ? dot(dx, dy) / Math.sqrt(dot(dx, dx) * dot(dy, dy)) : 0
        expect(pearson(xs, ys)).toBeCloseTo(naive, 9)
      }),
    )
  })

  test('without ties Spearman is 1 − 6 Σd² / n(n² − 1)', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(Value, { minLength: 3, maxLength: 20 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (xs, noise) => {
          const ys = xs.map((x, i) => x * 3 + i / 100 + Math.floor((noise.next().value ?? 0) * 90))
          fc.pre(new Set(ys).size === ys.length)
          const [rx, ry] = [ranks(xs), ranks(ys)]
          const squares = rx.reduce((sum, rank, i) => sum + (rank - (ry[i] ?? 0)) ** 2, 0)
          const n = xs.length
          expect(spearman(xs, ys)).toBeCloseTo(1 - (6 * squares) / (n * (n * n - 1)), 9)
        },
      ),
    )
  })

  test('the chance of a correlation is the area under Student’s t', () => {
    for (const [r, n] of [
      [0.3, 12],
      [0.6, 8],
      [-0.5, 30],
      [0.05, 50],
      [0.9, 5],
    ] as const) {
      const freedom = n - 2
      const t = Math.abs(r) * Math.sqrt(freedom / (1 - r * r))
      const density = (x: number) => (1 + (x * x) / freedom) ** (-(freedom + 1) / 2)
      // x = tan(u) makes the tail finite.
      const area = (from: number) => {
        const [a, b, steps] = [Math.atan(from), Math.PI / 2, 200_000]
        let sum = 0
        for (let i = 0; i < steps; i += 1) {
          const u = a + ((i + 0.5) * (b - a)) / steps
          sum += density(Math.tan(u)) / Math.cos(u) ** 2
        }
        return (sum * (b - a)) / steps
      }
      expect(correlationPValue(r, n)).toBeCloseTo(area(t) / area(0), 6)
    }
  })

  test('the correction for many questions rejects what the step-up procedure rejects', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 25 }), (chances) => {
        const q = 0.1
        const sorted = [...chances].sort((a, b) => a - b)
        const last = sorted.findLastIndex((chance, i) => chance <= ((i + 1) / sorted.length) * q)
        const adjusted = adjustedPValues(chances)
        for (const [i, chance] of chances.entries()) {
          const naive = last >= 0 && chance <= (sorted[last] ?? 0)
          if (Math.abs((adjusted[i] ?? 1) - q) > 1e-12) expect((adjusted[i] ?? 1) < q).toBe(naive)
          expect(adjusted[i]).toBeGreaterThanOrEqual(chance - 1e-12)
        }
      }),
    )
  })

  test('autocorrelation without gaps is the mean product over the variance', () => {
    fc.assert(
      fc.property(fc.array(Value, { minLength: 10, maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (series, lag) => {
        const centre = series.reduce((a, b) => a + b, 0) / series.length
        const variance = series.reduce((sum, x) => sum + (x - centre) ** 2, 0) / series.length
        fc.pre(variance > 0)
        const pairs = series.slice(lag).map((x, i) => (x - centre) * ((series[i] ?? 0) - centre))
        expect(autocorrelation(series, lag)).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / pairs.length / variance, 9)
      }),
    )
  })

  test('the normal share is the area under the curve', () => {
    for (const [z, share] of [
      [0, 0.5],
      [1, 0.8413447],
      [1.959964, 0.975],
      [-2.5758293, 0.005],
      [6, 1],
    ] as const)
      expect(normalCdf(z)).toBeCloseTo(share, 6)
  })
})

describe('the robust score', () => {
  test('does not change when values are moved or stretched', () => {
    fc.assert(
      fc.property(
        fc.array(Value, { minLength: 5, maxLength: 30 }),
        Value,
        fc.integer({ min: 1, max: 9 }),
        (others, value, by) => {
          fc.pre(medianDeviation(others) > 0)
          const moved = robustScore(
            value * by + 7,
            others.map((other) => other * by + 7),
          )
          expect(moved).toBeCloseTo(robustScore(value, others), 9)
        },
      ),
    )
  })

  test('is not blinded by the outliers themselves', () => {
    const others = [10, 11, 9, 10, 12, 8, 10, 500, 600]
    expect(Math.abs(robustScore(500, others))).toBeGreaterThan(3.5)
    expect(Math.abs(robustScore(11, others))).toBeLessThan(2)
  })
})
