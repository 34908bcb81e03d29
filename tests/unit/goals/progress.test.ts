import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GoalRecord } from '../../../lib/domain/goals/goal.fields.ts'
import { healthOf, type Parts, progressOf } from '../../../lib/domain/goals/progress.ts'

const counts = (max = 60) =>
  fc.nat(max).chain((total) => fc.record({ total: fc.constant(total), completed: fc.nat(total) }))
const anyParts: fc.Arbitrary<Parts> = fc.record({
  criteria: counts(),
  tasks: counts(),
  metrics: counts().map(({ total, completed }) => ({ total, atTarget: completed })),
  habits: fc.record({ total: fc.nat(9), consistency: fc.integer({ min: 0, max: 100 }), streakDays: fc.nat(400) }),
})
const weight = fc.integer({ min: 0, max: 100 })
const anyConfig = fc.record({
  criteriaWeight: weight,
  tasksWeight: weight,
  metricsWeight: weight,
  habitsWeight: weight,
  manualOverride: fc.constant(null),
})

/** Halves upwards, in whole numbers only. */
const rounded = (numerator: bigint, denominator: bigint): bigint => (2n * numerator + denominator) / (2n * denominator)

/** Each point of weight casts one vote for its part's percentage; progress is the mean of the votes. */
const naive = (parts: Parts, weights: number[], onlyTracked: boolean): number => {
  const rows = [
    [parts.criteria.completed, parts.criteria.total],
    [parts.tasks.completed, parts.tasks.total],
    [parts.metrics.atTarget, parts.metrics.total],
    [parts.habits.consistency, parts.habits.total && 100],
  ] as const
  const votes: bigint[] = []
  for (const [i, [part, whole]] of rows.entries()) {
    if (whole === 0 && onlyTracked) continue
    const percentage = i === 3 ? BigInt(part) : whole === 0 ? 0n : rounded(100n * BigInt(part), BigInt(whole))
    for (let vote = 0; vote < (weights[i] ?? 0); vote++) votes.push(percentage)
  }
  const sum = votes.reduce((total, one) => total + one, 0n)
  return votes.length === 0 ? 0 : Number(rounded(sum, BigInt(votes.length)))
}

describe('progress', () => {
  it('is the mean of all votes, exactly rounded, for any parts and weights', () => {
    fc.assert(
      fc.property(anyParts, anyConfig, (parts, config) => {
        const weights = [config.criteriaWeight, config.tasksWeight, config.metricsWeight, config.habitsWeight]
        const { overall, overallOfTracked } = progressOf(parts, config)
        expect([overall, overallOfTracked]).toEqual([naive(parts, weights, false), naive(parts, weights, true)])
        if (config.habitsWeight === 0) expect(overall).toBeLessThanOrEqual(overallOfTracked)
      }),
      { numRuns: 500 },
    )
  })

  it('weighs 40, 30, 20, 10 unless told otherwise', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        expect(progressOf(parts, null).overall).toBe(naive(parts, [40, 30, 20, 10], false))
      }),
    )
  })

  it('never falls when something is completed', () => {
    fc.assert(
      fc.property(anyParts, anyConfig, (parts, config) => {
        fc.pre(parts.tasks.completed < parts.tasks.total)
        const more = { ...parts, tasks: { ...parts.tasks, completed: parts.tasks.completed + 1 } }
        expect(progressOf(more, config).overall).toBeGreaterThanOrEqual(progressOf(parts, config).overall)
      }),
    )
  })

  it('is what was set by hand, where it was', () => {
    fc.assert(
      fc.property(anyParts, anyConfig, fc.integer({ min: 0, max: 100 }), (parts, config, manualOverride) => {
        const { overall, overallOfTracked } = progressOf(parts, { ...config, manualOverride })
        expect([overall, overallOfTracked]).toEqual([manualOverride, manualOverride])
      }),
    )
  })
})

const ZONES = ['UTC', 'America/Sao_Paulo', 'Asia/Beirut', 'Pacific/Kiritimati', 'America/New_York', 'Asia/Kathmandu']
const HOUR = 3_600_000
const DAY = 24 * HOUR
const goalOf = (fields: Partial<GoalRecord>) => ({ status: 'Active', targetDate: null, ...fields }) as GoalRecord

/** The day a calendar on the wall there shows, counted by stepping a calendar one day at a time. */
const dayIn = (instant: number, zone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(instant)
const stepsBetween = (from: string, to: string): number => {
  const date = new Date(`${from}T12:00:00Z`)
  let steps = 0
  for (; date.toISOString().slice(0, 10) !== to; steps += from < to ? 1 : -1)
    date.setUTCDate(date.getUTCDate() + (from < to ? 1 : -1))
  return steps
}

describe('health', () => {
  const instant = fc.integer({ min: Date.UTC(2018, 0), max: Date.UTC(2019, 11) })

  it('counts the days of the calendar to the target date, in any zone and through every change of clocks', () => {
    const near = fc.integer({ min: -400, max: 400 })
    fc.assert(
      fc.property(instant, near, fc.constantFrom(...ZONES), (now, offset, zone) => {
        const targetDate = new Date(now + offset * DAY).toISOString().slice(0, 10)
        const goal = goalOf({ targetDate, createdAt: new Date(now - DAY).toISOString() })
        const { daysRemaining } = healthOf(goal, { now, zone, overall: 0, lastActivityAt: null })
        expect(daysRemaining).toBe(stepsBetween(dayIn(now, zone), targetDate))
      }),
    )
  })

  it('is dormant after seven days without activity, to the millisecond, whatever the progress', () => {
    const now = Date.UTC(2026, 4, 5)
    const at = (ms: number) => new Date(now - ms).toISOString()
    const glance = { now, zone: 'UTC', overall: 100 }
    const old = goalOf({ createdAt: at(300 * DAY), targetDate: '2026-05-06' })
    expect(healthOf(old, { ...glance, lastActivityAt: at(7 * DAY) })).toMatchObject({
      status: 'healthy',
      momentum: 'active',
    })
    expect(healthOf(old, { ...glance, lastActivityAt: at(7 * DAY + 1) })).toMatchObject({
      status: 'dormant',
      momentum: 'dormant',
    })
    expect(healthOf(old, { ...glance, lastActivityAt: null }).status).toBe('dormant')
    expect(healthOf({ ...old, createdAt: at(DAY) }, { ...glance, lastActivityAt: null }).status).toBe('healthy')
  })

  it('compares progress with the share of the time that is over', () => {
    const created = Date.UTC(2026, 0, 1)
    const goal = goalOf({ createdAt: new Date(created).toISOString(), targetDate: '2026-04-11' }) // 100 days
    const after = (days: number, overall: number) =>
      healthOf(goal, {
        now: created + days * DAY,
        zone: 'UTC',
        overall,
        lastActivityAt: new Date(created + days * DAY).toISOString(),
      })
    expect(after(50, 40).status).toBe('healthy')
    expect(after(50, 39).status).toBe('at_risk')
    expect(after(50, 30).status).toBe('at_risk')
    expect(after(50, 29)).toMatchObject({
      status: 'behind',
      expectedProgress: 50,
      velocityScore: 0.58,
      daysRemaining: 50,
    })
    expect(after(150, 79)).toMatchObject({ status: 'behind', expectedProgress: 100, daysRemaining: -50 })
  })

  it('of an achieved goal is healthy, and one without a target date is never behind', () => {
    const now = Date.UTC(2026, 4, 5)
    const glance = { now, zone: 'UTC', overall: 0, lastActivityAt: new Date(now).toISOString() }
    const createdAt = new Date(now - 300 * DAY).toISOString()
    expect(healthOf(goalOf({ createdAt }), glance)).toMatchObject({ status: 'healthy', expectedProgress: null })
    const late = { createdAt, targetDate: '2026-01-01' }
    expect(healthOf(goalOf(late), glance).status).toBe('behind')
    expect(healthOf(goalOf({ ...late, status: 'Achieved' }), glance).status).toBe('healthy')
  })
})
