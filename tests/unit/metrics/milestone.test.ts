import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MetricRecord } from '../../../lib/domain/metrics/metric.fields.ts'
import { METRIC } from '../../../lib/domain/metrics/metric.ts'
import {
  daysForMarks,
  type Mark,
  marksOf,
  matchingMilestone,
  milestoneForClaim,
  pointsForMilestone,
} from '../../../lib/domain/metrics/milestone.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-05-20T15:00:00Z')

const metric = (fields: Partial<MetricRecord>): MetricRecord =>
  ({ ...METRIC.defaults, id: 'm', direction: 'Higher', logCount: 1, currentValue: 1, ...fields }) as MetricRecord
const daily = (days: number) => Array.from({ length: days }, (_, back) => NOW - back * DAY)
const marks = (fields: Partial<MetricRecord>, times: number[] = [NOW], zone = 'UTC') =>
  marksOf({ metric: metric(fields), times, now: NOW, zone }).map(({ type, value }) => `${type} ${value}`)

describe('marks', () => {
  it('of a target: at 100 % of the way, in its direction', () => {
    expect(marks({ targetValue: 10, currentValue: 10 })).toEqual(['target_reached 10'])
    expect(marks({ targetValue: 10, currentValue: 9.99 })).toEqual([])
    expect(marks({ direction: 'Lower', targetValue: 10, currentValue: 9 })).toEqual(['target_reached 10'])
    expect(marks({ direction: 'Target', targetValue: 10, currentValue: 10.1 })).toEqual([])
    expect(marks({ targetValue: 0, currentValue: 5 })).toEqual([])
  })

  it('of improvement: against the oldest value, from the second log on', () => {
    const grown = { baselineValue: 100, currentValue: 125, logCount: 2 }
    expect(marks(grown)).toEqual(['improvement 10', 'improvement 25'])
    expect(marks({ ...grown, logCount: 1 })).toEqual([])
    expect(marks({ ...grown, direction: 'Lower' })).toEqual([])
    expect(marks({ ...grown, direction: 'Lower', currentValue: 50 })).toHaveLength(3)
  })

  it.each([
    [6, []],
    [7, ['streak 7', 'consistency 7']],
    [30, ['streak 7', 'streak 30', 'consistency 7', 'consistency 30']],
    [100, ['streak 7', 'streak 30', 'streak 100', 'consistency 7', 'consistency 30']],
  ])('of %s days in a row', (days, expected) => {
    expect(marks({}, daily(days))).toEqual(expected)
  })

  it('of days: none for a run that ended yesterday, and none for the future', () => {
    expect(marks({}, daily(8).slice(1))).not.toContain('streak 7')
    expect(marks({}, [NOW + DAY, ...daily(6)])).toEqual([])
  })

  it('of days: by the calendar of the person', () => {
    // 01:00 to 23:00 UTC, by turns: seven days in Berlin, fewer where it is still yesterday or already tomorrow.
    const times = Array.from({ length: 7 }, (_, back) => Date.parse('2026-05-20T00:30:00Z') - back * DAY)
    expect(marks({}, times, 'UTC')).toContain('streak 7')
    expect(marks({}, times, 'America/New_York')).not.toContain('streak 7')
    expect(marks({}, [...times, NOW], 'America/New_York')).toContain('streak 7')
  })

  it('of a metric without logs: none', () => {
    expect(marks({ currentValue: null, targetValue: 5 }, daily(100))).toEqual([])
  })
})

describe('what is held', () => {
  const held: Mark[] = [
    { type: 'target_reached', value: 20 },
    { type: 'streak', value: 7 },
  ]

  it('is not reached again: a target within 0.01, days within 1', () => {
    expect(matchingMilestone(held, { type: 'target_reached', value: 20.01 })).toBe(held[0])
    expect(matchingMilestone(held, { type: 'target_reached', value: 20.02 })).toBeUndefined()
    expect(matchingMilestone(held, { type: 'streak', value: 8 })).toBe(held[1])
    expect(matchingMilestone(held, { type: 'streak', value: 30 })).toBeUndefined()
    expect(matchingMilestone(held, { type: 'consistency', value: 7 })).toBeUndefined()
  })

  it('answers a claim of the same type within 1, the nearest first', () => {
    const two = [...held, { type: 'target_reached' as const, value: 20.9 }]
    expect(milestoneForClaim(two, { type: 'target_reached', value: 20.8 })).toBe(two[2])
    expect(milestoneForClaim(two, { type: 'target_reached', value: 19 })).toBe(two[0])
    expect(milestoneForClaim(two, { type: 'target_reached', value: 22 })).toBeUndefined()
  })

  it('shortens how far back logs matter', () => {
    expect(daysForMarks([])).toBe(102)
    expect(daysForMarks([{ type: 'streak', value: 100 }])).toBe(32)
    const all = [7, 30, 100].map((value) => ({ type: 'streak' as const, value }))
    expect(daysForMarks([...all, ...[7, 30].map((value) => ({ type: 'consistency' as const, value }))])).toBe(0)
  })
})

describe('points', () => {
  it.each([
    ['target_reached', 50, 200],
    ['target_reached', 60, 240],
    ['target_reached', 100, 240],
    ['target_reached', 150, 300],
    ['target_reached', -20, 200],
    ['streak', 7, 350],
    ['streak', 30, 1_500],
    ['streak', 100, 5_000],
    ['improvement', 10, 200],
    ['improvement', 25, 500],
    ['improvement', 50, 1_000],
    ['consistency', 7, 175],
    ['consistency', 30, 750],
  ] as const)('of %s %s are %s', (type, value, points) => {
    expect(pointsForMilestone({ type, value })).toBe(points)
  })

  it('are whole and positive for every mark', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (targetValue) => {
        const points = pointsForMilestone({ type: 'target_reached', value: targetValue })
        expect(Number.isInteger(points) && points > 0).toBe(true)
      }),
    )
  })
})
