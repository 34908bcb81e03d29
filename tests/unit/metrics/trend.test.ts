import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyticsOf } from '../../../lib/domain/metrics/analytics.service.ts'
import { anomalyOf, type Point, predictionOf, trendOf } from '../../../lib/domain/metrics/trend.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-05-20T12:00:00Z')
const point = (value: number, daysAgo: number): Point => ({ value, at: NOW - daysAgo * DAY })

const series = fc
  .uniqueArray(fc.record({ value: fc.integer({ min: -1_000, max: 1_000 }), back: fc.integer({ min: 0, max: 400 }) }), {
    selector: ({ back }) => back,
    minLength: 3,
    maxLength: 40,
  })
  .map((rows) => rows.sort((a, b) => a.back - b.back).map(({ value, back }) => point(value, back)))

/** Least squares by the normal equations and Cramer's rule, over days from the first point. */
const naive = (points: Point[], daysAhead: number) => {
  const origin = points.at(-1)?.at ?? 0
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0]
  for (const { value, at } of points) {
    const x = (at - origin) / DAY
    ;[n, sx, sy, sxx, sxy] = [n + 1, sx + x, sy + value, sxx + x * x, sxy + x * value]
  }
  const determinant = n * sxx - sx * sx
  const slope = (n * sxy - sx * sy) / determinant
  const intercept = (sy * sxx - sx * sxy) / determinant
  const at = (time: number) => intercept + (slope * (time - origin)) / DAY
  const residual = points.reduce((sum, one) => sum + (one.value - at(one.at)) ** 2, 0)
  return { future: at(NOW + daysAhead * DAY), half: 1.96 * Math.sqrt(residual / (n - 2)) }
}

describe('the trend', () => {
  it('is the last step, per day of at least one', () => {
    expect(trendOf([point(50, 1), point(40, 2), point(35, 4)], 'Higher')).toEqual({
      current: 50,
      previous: 40,
      change: 10,
      changePercent: 25,
      velocity: 10,
      acceleration: 7.5,
      isImproving: true,
    })
    expect(trendOf([point(50, 0), point(40, 0.1)], 'Lower')).toMatchObject({ velocity: 10, isImproving: false })
    expect(trendOf([point(1, 0), point(2, 1)], 'Target').isImproving).toBe(true)
    expect(trendOf([point(5, 0), point(0, 1)], 'Higher').changePercent).toBe(0)
    expect(trendOf([point(-5, 0), point(-10, 1)], 'Higher').changePercent).toBe(50)
  })

  it('of one value or none is flat', () => {
    expect(trendOf([point(7, 0)], 'Lower')).toMatchObject({ current: 7, previous: 7, change: 0, isImproving: true })
    expect(trendOf([], 'Higher')).toMatchObject({ current: 0, previous: 0, velocity: 0, acceleration: 0 })
  })
})

describe('the prediction', () => {
  it('is that of the normal equations', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 90 }), (points, daysAhead) => {
        const found = predictionOf(points, NOW, daysAhead)
        const { future, half } = naive(points, daysAhead)
        const scale = 1 + Math.abs(future)
        expect(Math.abs(found.futureValue - future) / scale).toBeLessThan(1e-6)
        expect(Math.abs(found.upper - found.lower - 2 * half)).toBeLessThan(1e-4 * (1 + half))
        expect(found.confidence).toBeGreaterThanOrEqual(0)
        expect(found.confidence).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  it('of a straight line is sure, and goes on with it', () => {
    const line = [1, 2, 3, 4, 5].map((back) => point(60 - 10 * back, back))
    const found = predictionOf(line, NOW, 30)
    expect(found.futureValue).toBeCloseTo(360, 6)
    expect(found.confidence).toBeCloseTo(1, 9)
    expect(found.risk).toBe('low')
    expect(predictionOf([3, 2, 1].map((back) => point(5, back)).reverse(), NOW, 30)).toMatchObject({
      futureValue: 5,
      confidence: 1,
      risk: 'low',
    })
  })

  it('of scattered values is a risk', () => {
    expect(predictionOf([point(10, 0), point(0, 1), point(10, 2), point(0, 3)], NOW, 30).risk).toBe('high')
  })

  it('of fewer than three values, or of one moment, is the present value without confidence', () => {
    const flat = { futureValue: 4, daysAhead: 30, confidence: 0, lower: 4, upper: 4, risk: 'high' }
    expect(predictionOf([point(4, 0), point(3, 1)], NOW, 30)).toEqual(flat)
    expect(predictionOf([point(4, 0), point(3, 0), point(2, 0)], NOW, 30)).toEqual(flat)
    expect(predictionOf([], NOW, 30)).toMatchObject({ futureValue: 0, confidence: 0 })
  })
})

describe('an anomaly', () => {
  it('is a newest value two deviations or more from the mean', () => {
    const calm = Array.from({ length: 20 }, (_, i) => point(10 + (i % 2), i + 1))
    expect(anomalyOf([point(11, 0), ...calm])).toBeNull()
    expect(anomalyOf([point(30, 0), ...calm])).toMatchObject({ severity: 'high' })
    expect(anomalyOf([point(-30, 0), ...calm])?.zScore).toBeLessThan(-3)
    expect(anomalyOf([point(1, 0), point(2, 1)])).toBeNull()
    expect(anomalyOf([1, 2, 3].map((back) => point(5, back)))).toBeNull()
  })
})

describe('analytics', () => {
  it('of a metric without logs are all there, and empty', () => {
    const moment = { now: NOW, zone: 'UTC', daysAhead: 30 }
    expect(analyticsOf({ direction: 'Higher', targetValue: 10 }, [], moment)).toMatchObject({
      trend: { current: 0, change: 0 },
      progress: { current: 0, target: 10, percentage: 0, isOnTrack: false },
      streak: { current: 0, longest: 0 },
      prediction: { futureValue: 0, confidence: 0 },
    })
  })

  it('never round a progress up to 100 %', () => {
    const moment = { now: NOW, zone: 'UTC', daysAhead: 30 }
    const found = analyticsOf({ direction: 'Higher', targetValue: 100 }, [point(99.9999, 0)], moment)
    expect(found.progress.percentage).toBe(99.99)
  })
})
