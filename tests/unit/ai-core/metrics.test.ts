import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anomalyOf } from '../../../lib/domain/ai/core/metric-anomaly.ts'
import { correlationsOf } from '../../../lib/domain/ai/core/metric-correlations.ts'
import { metricHealthOf } from '../../../lib/domain/ai/core/metric-health.ts'
import { patternsOf } from '../../../lib/domain/ai/core/metric-patterns.ts'
import { outlookOf } from '../../../lib/domain/ai/core/metric-prediction.ts'
import { targetOf } from '../../../lib/domain/ai/core/metric-target.ts'
import type { Point } from '../../../lib/domain/metrics/trend.ts'

const DAY = 86_400_000
const now = Date.parse('2026-03-11T14:00:00Z') // a Wednesday
const zone = 'UTC'
const steps = { name: 'Steps', direction: 'Higher' as const, targetValue: null }
const noLimits = { thresholdLow: null, thresholdHigh: null }

/** Values of the days up to today, oldest first, as points newest first. */
const daily = (values: number[]): Point[] =>
  values.map((value, i) => ({ value, at: now - (values.length - 1 - i) * DAY })).reverse()

/** A fixed sequence that looks random, from 0 to 1. */
const noise = (seed: number) => (i: number) => {
  const x = Math.sin(seed * 999 + i * 78.233) * 43758.5453
  return x - Math.floor(x)
}

const Series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 60 })

describe('patterns', () => {
  test('a rising line is a trend, improving where higher is better and declining where lower is', () => {
    const points = daily(Array.from({ length: 30 }, (_, i) => 100 + i * 2 + noise(1)(i)))
    expect(patternsOf(steps, points, zone)).toMatchObject({
      overallTrend: 'improving',
      patterns: [{ type: 'trend', significance: 'high' }],
    })
    expect(patternsOf({ ...steps, direction: 'Lower' }, points, zone)?.overallTrend).toBe('declining')
    expect(patternsOf({ ...steps, direction: 'Target', targetValue: 200 }, points, zone)?.overallTrend).toBe(
      'improving',
    )
    expect(patternsOf({ ...steps, direction: 'Target', targetValue: 100 }, points, zone)?.overallTrend).toBe(
      'declining',
    )
  })

  test('a weekly rhythm is found, and its best and worst day', () => {
    const points = daily(
      Array.from({ length: 70 }, (_, i) => ([10, 12, 11, 10, 15, 30, 3][(i + 3) % 7] ?? 0) + noise(2)(i)),
    )
    const found = patternsOf(steps, points, zone)?.patterns.find(({ type }) => type === 'seasonal')
    const best = new Map<number, number[]>()
    for (const { value, at } of points)
      best.set(new Date(at).getUTCDay(), [...(best.get(new Date(at).getUTCDay()) ?? []), value])
    const means = [...best].map(([day, values]) => ({ day, mean: values.reduce((a, b) => a + b, 0) / values.length }))
    const highest = means.reduce((a, b) => (b.mean > a.mean ? b : a)).day
    expect(found?.description).toContain(
      ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][highest],
    )
  })

  test('noise has neither trend nor rhythm, in at least nine of ten cases', () => {
    const cases = Array.from({ length: 60 }, (_, seed) =>
      patternsOf(steps, daily(Array.from({ length: 60 }, (_, i) => noise(seed + 3)(i))), zone),
    )
    const quiet = cases.filter(
      (found) => found?.overallTrend === 'stable' && !found.patterns.some(({ type }) => type === 'seasonal'),
    )
    expect(quiet.length).toBeGreaterThanOrEqual(54)
  })

  test('a flat line is a plateau, a lone peak a spike', () => {
    expect(patternsOf(steps, daily(Array(20).fill(80)), zone)?.patterns.map(({ type }) => type)).toEqual(['plateau'])
    const peaked = Array.from({ length: 20 }, (_, i) => (i === 10 ? 90 : 10 + (i % 3)))
    expect(patternsOf(steps, daily(peaked), zone)?.patterns.map(({ type }) => type)).toContain('spike')
  })

  test('fewer than five days say nothing', () => expect(patternsOf(steps, daily([1, 2, 3, 4]), zone)).toBeNull())
})

describe('anomalies', () => {
  test('a value far from the others is one, an ordinary value is not', () => {
    const usual = [10, 12, 11, 9, 10, 11, 12, 10]
    expect(anomalyOf(noLimits, daily([...usual, 100]))).toMatchObject({
      isAnomaly: true,
      anomalyType: 'spike',
      severity: 'high',
    })
    expect(anomalyOf(noLimits, daily([...usual, -60]))).toMatchObject({ isAnomaly: true, anomalyType: 'drop' })
    expect(anomalyOf(noLimits, daily([...usual, 12]))).toMatchObject({ isAnomaly: false, possibleCauses: [] })
  })

  test('is decided by whether the value lies in the expected range, wherever values spread', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 6, maxLength: 40 }), (values) => {
        const found = anomalyOf(noLimits, daily(values))
        const { min = 0, max = 0 } = found?.expectedRange ?? {}
        const value = values.at(-1) ?? 0
        if (max > min && Math.abs(value - max) > 1e-9 && Math.abs(value - min) > 1e-9)
          expect(found?.isAnomaly).toBe(value > max || value < min)
      }),
    )
  })

  test('a crossed limit asks for attention though the value is usual', () => {
    const found = anomalyOf({ thresholdLow: null, thresholdHigh: 11 }, daily([10, 12, 11, 12, 10, 11, 12]))
    expect(found).toMatchObject({ isAnomaly: false, requiresAttention: true })
  })
})

describe('correlations', () => {
  const sleep = Array.from({ length: 60 }, (_, i) => 6 + 2 * noise(5)(i))
  const metric = {
    id: 'm',
    name: 'Mood',
    points: daily(sleep.map((_, i) => (i === 0 ? 5 : (sleep[i - 1] ?? 0) * 2 + noise(6)(i) * 0.3))),
  }

  test('a metric that follows another a day later is found with its lag and sign', () => {
    const { correlations } = correlationsOf(metric, [{ id: 's', name: 'Sleep', points: daily(sleep) }], zone)
    expect(correlations).toMatchObject([{ metricId: 's', correlationType: 'positive', strength: 'strong', lag: 1 }])
  })

  test('of two hundred unrelated metrics hardly any is reported, and a shared trend is none', () => {
    const random = Array.from({ length: 200 }, (_, id) => ({
      id: `r${id}`,
      name: `Random ${id}`,
      points: daily(Array.from({ length: 60 }, (_, i) => noise(id + 50)(i) + i)),
    }))
    const grown = { id: 'g', name: 'Grown', points: daily(Array.from({ length: 60 }, (_, i) => 3 * i + noise(900)(i))) }
    expect(correlationsOf(grown, random, zone).correlations.length).toBeLessThanOrEqual(2)
  })

  test('the metric itself and metrics without common days are left out', () => {
    const old = { id: 'o', name: 'Old', points: [{ value: 1, at: now - 900 * DAY }] }
    expect(correlationsOf(metric, [metric, old], zone)).toMatchObject({ correlations: [], confidence: 0.2 })
    expect(correlationsOf({ ...metric, points: [] }, [metric], zone).correlations).toEqual([])
  })
})

describe('outlook, target and health', () => {
  test('a steady line reaches its target on the day it says', () => {
    const metric = { ...steps, targetValue: 100 }
    const found = outlookOf(metric, daily(Array.from({ length: 20 }, (_, i) => 50 + i)), { now, zone })
    expect(found).toMatchObject({ projectedValue: 100, projectedDate: '2026-04-11', riskFactors: [] })
    expect(found?.milestones.at(-1)).toMatchObject({ value: 100, date: '2026-04-11' })
  })

  test('a line that leads away is said to', () => {
    const found = outlookOf({ ...steps, targetValue: 100 }, daily(Array.from({ length: 20 }, (_, i) => 50 - i)), {
      now,
      zone,
    })
    expect(found?.riskFactors).toContain('It moves away from the target')
  })

  test('a recommended target is never worse than the usual value and is one that days have shown, or the trend', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 7, maxLength: 60 }),
        fc.constantFrom('Higher' as const, 'Lower' as const),
        (values, direction) => {
          const found = targetOf({ ...steps, direction }, daily(values), { now, zone })
          const sorted = [...values].sort((a, b) => a - b)
          const middle =
            ((sorted[Math.floor((values.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((values.length - 1) / 2)] ?? 0)) / 2
          const target = found?.recommendedTarget ?? 0
          expect(direction === 'Higher' ? target - middle : middle - target).toBeGreaterThanOrEqual(-0.006 * middle)
        },
      ),
    )
  })

  test('health is 0 to 100, and logging a day that was missed never lowers tracking', () => {
    fc.assert(
      fc.property(Series, fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })), (values, targetValue) => {
        const metric = { ...steps, ...noLimits, targetValue, trackingFrequency: 'Daily' as const }
        const found = metricHealthOf(metric, daily(values), { now, zone })
        expect(found.healthScore).toBeGreaterThanOrEqual(0)
        expect(found.healthScore).toBeLessThanOrEqual(100)
        expect(found.dataGaps).toBe(values.length === 0 ? 1 : 0)
      }),
    )
  })

  test('whatever the values, no figure is lost', () => {
    const finite = (value: unknown): boolean =>
      typeof value === 'number'
        ? Number.isFinite(value)
        : typeof value === 'object' && value !== null
          ? Object.values(value).every(finite)
          : true
    fc.assert(
      fc.property(Series, (values) => {
        const points = daily(values)
        const answers = [
          patternsOf(steps, points, zone),
          anomalyOf(noLimits, points),
          outlookOf({ ...steps, targetValue: 10 }, points, { now, zone }),
          targetOf(steps, points, { now, zone }),
          correlationsOf(
            { id: 'a', name: 'A', points },
            [{ id: 'b', name: 'B', points: daily(values.map((x) => -x)) }],
            zone,
          ),
        ]
        expect(answers.every(finite)).toBe(true)
      }),
    )
  })
})

test('what is found does not depend on the unit: grams or tonnes', () => {
  const values = Array.from({ length: 40 }, (_, i) => 100 + i + 4 * noise(8)(i))
  const kinds = (factor: number) =>
    patternsOf(steps, daily(values.map((value) => value * factor)), zone)?.patterns.map(
      ({ type, significance }) => `${type} ${significance}`,
    )
  for (const factor of [1e-9, 1e-3, 1e6]) expect(kinds(factor)).toEqual(kinds(1))
  const flat = outlookOf({ ...steps, targetValue: 100 }, daily(Array(12).fill(0.1)), { now, zone })
  expect(flat?.riskFactors).toEqual(['At this pace the target is years away'])
})

describe('a metric that rises steadily', () => {
  const savings = daily(Array.from({ length: 40 }, (_, i) => 1_000 + i * 100 + 20 * noise(3)(i)))

  test('is expected to go on so: the next value is no anomaly, an earlier one is', () => {
    const found = anomalyOf(noLimits, savings)
    expect(found).toMatchObject({ isAnomaly: false })
    expect(found?.expectedRange.min).toBeGreaterThan(4_700)
    expect(found?.expectedRange.max).toBeLessThan(5_200)
    expect(anomalyOf(noLimits, [{ value: 3_000, at: now }, ...savings.slice(1)])).toMatchObject({ anomalyType: 'drop' })
  })

  test('is given a target that lies ahead', () => {
    const found = targetOf({ ...steps, name: 'Savings' }, savings, { now, zone })
    expect(found?.recommendedTarget).toBeGreaterThan((found?.currentValue ?? 0) + 2_500)
    expect(found?.milestones.every(({ value }) => value > (found?.currentValue ?? 0))).toBe(true)
  })
})

test('the target of what is to stay at one is that one', () => {
  const sleep = daily(Array.from({ length: 30 }, (_, i) => 7 + 0.4 * noise(5)(i)))
  const found = targetOf({ name: 'Sleep', direction: 'Target', targetValue: 7.5 }, sleep, { now, zone })
  expect(found).toMatchObject({ recommendedTarget: 7.5, achievability: 'easy' })
  expect(found?.reasoning).toContain('your target is 7.5')
})

test('figures are told with six digits at most, as more would be of the arithmetic', () => {
  const digits = (value: number) => String(Math.abs(value)).replace('.', '').replace(/^0+/, '').length
  const points = daily(Array.from({ length: 30 }, (_, i) => 7 / 3 + i / 7 + noise(8)(i)))
  const outlook = outlookOf({ ...steps, targetValue: 30 }, points, { now, zone })
  const range = anomalyOf(noLimits, points)?.expectedRange
  const figures = [outlook?.projectedValue, outlook?.interval.low, outlook?.interval.high, range?.min, range?.max]
  expect(figures.map((value) => digits(value ?? 0)).filter((count) => count > 6)).toEqual([])
})
