import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { goalCoaching } from '../../../lib/domain/ai/core/goal-coaching.ts'
import { goalConflicts } from '../../../lib/domain/ai/core/goal-conflicts.ts'
import { goalForecast } from '../../../lib/domain/ai/core/goal-forecast.ts'
import type { GoalRecord } from '../../../lib/domain/goals/goal.fields.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { healthOf, progressOf } from '../../../lib/domain/goals/progress.ts'
import { addDays } from '../../../lib/domain/time/dates.ts'

const now = Date.parse('2026-03-11T14:00:00Z')
const moment = { now, zone: 'UTC' }
const today = '2026-03-11'

const goal = (fields: Partial<GoalRecord>): GoalRecord => ({
  ...(GOAL.defaults as GoalRecord),
  id: 'g',
  title: 'A goal',
  area: 'Health',
  timeHorizon: 'Yearly',
  status: 'Active',
  createdAt: '2026-01-30T00:00:00.000Z',
  ...fields,
})

/** A goal with so many of 100 criteria met. */
const standing = (overall: number, fields: Partial<GoalRecord> = {}, lastActivityAt = new Date(now).toISOString()) => {
  const one = goal(fields)
  const criteria = { criteriaWeight: 100, tasksWeight: 0, metricsWeight: 0, habitsWeight: 0, manualOverride: null }
  const none = {
    tasks: { completed: 0, total: 0 },
    metrics: { atTarget: 0, total: 0 },
    habits: { streakDays: 0, consistency: 0, total: 0 },
  }
  const progress = progressOf({ criteria: { completed: overall, total: 100 }, ...none }, criteria)
  return { goal: one, progress: { ...progress, health: healthOf(one, { ...moment, overall, lastActivityAt }) } }
}

describe('the forecast of a goal', () => {
  test('half done in half of the time is an even chance, and expected on the day', () => {
    expect(goalForecast(standing(50, { targetDate: '2026-04-20' }), moment)).toMatchObject({
      probability: 50,
      expectedDate: '2026-04-20',
      confidenceLevel: 'high',
    })
  })

  test('more progress or more time never makes it less probable', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: -20, max: 500 }),
        fc.integer({ min: 0, max: 90 }),
        (overall, more, left, later) => {
          const chance = (done: number, days: number) =>
            goalForecast(standing(Math.min(100, done), { targetDate: addDays(today, days) }), moment)?.probability ?? 0
          expect(chance(overall + more, left)).toBeGreaterThanOrEqual(chance(overall, left))
          expect(chance(overall, left + later)).toBeGreaterThanOrEqual(chance(overall, left))
        },
      ),
    )
  })

  test('a goal past its date has no chance, a reached one has all, a new one no forecast', () => {
    expect(goalForecast(standing(90, { targetDate: '2026-03-01' }), moment)).toMatchObject({
      probability: 0,
      factors: { negative: ['The target date has passed'] },
    })
    expect(goalForecast(standing(100), moment)?.probability).toBe(100)
    expect(goalForecast(standing(10, { createdAt: new Date(now).toISOString() }), moment)).toBeNull()
  })

  test('rest makes it less probable, and no progress gives no date', () => {
    const dormant = goalForecast(standing(50, { targetDate: '2026-04-20' }, '2026-02-01T00:00:00.000Z'), moment)
    expect(dormant?.probability).toBeLessThan(20)
    expect(goalForecast(standing(0), moment)).not.toHaveProperty('expectedDate')
  })
})

describe('coaching', () => {
  test('tells ahead from behind and stalled, and names the next tasks, the most important first', () => {
    const facts = {
      ...standing(20, { targetDate: '2026-04-20' }),
      tasks: [
        { title: 'Later', status: 'Not Started' as const, priority: 'P3' as const, dueDate: null },
        { title: 'First', status: 'Not Started' as const, priority: 'P1' as const, dueDate: null },
        { title: 'Stuck', status: 'Blocked' as const, priority: 'P1' as const, dueDate: null },
      ],
    }
    expect(goalCoaching(facts)).toMatchObject({
      trajectory: 'behind',
      nextSteps: ['First', 'Later'],
      currentProgress: 20,
    })
    expect(goalCoaching(facts).specificAdvice.map(({ area }) => area)).toEqual(['criteria', 'tasks'])
    expect(goalCoaching({ ...standing(90, { targetDate: '2026-04-20' }), tasks: [] }).trajectory).toBe('ahead')
    expect(goalCoaching({ ...standing(90, {}, '2026-01-30T00:00:00.000Z'), tasks: [] }).trajectory).toBe('stalled')
  })
})

describe('conflicts', () => {
  const named = (title: string, fields: Partial<GoalRecord> = {}) => goal({ id: title, title, ...fields })

  test('goals that pull apart, collide in time or outlive their parent are found', () => {
    const found = (a: GoalRecord, b: GoalRecord) =>
      goalConflicts([a, b]).conflicts.map(({ conflictType }) => conflictType)
    const money = { area: 'Wealth' as const }
    expect(found(named('Save 10,000', money), named('Buy a car', money))).toEqual(['values'])
    expect(found(named('Lose weight'), named('Gain weight'))).toEqual(['values'])
    expect(
      found(
        named('Run', { priority: 'P1', targetDate: '2026-05-01' }),
        named('Swim', { priority: 'P1', targetDate: '2026-05-05' }),
      ),
    ).toEqual(['time'])
    expect(
      found(
        named('Year', { targetDate: '2026-05-01' }),
        named('Part', { parentGoalId: 'Year', targetDate: '2026-06-01' }),
      ),
    ).toEqual(['dependencies'])
    expect(found(named('Learn Spanish'), named('Sleep more'))).toEqual([])
  })

  test('the load grows with every active goal, and closed goals weigh nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const, 'P4' as const), { maxLength: 20 }),
        (priorities) => {
          const goals = priorities.map((priority, i) => named(`Goal number ${i}`, { priority }))
          const load = goalConflicts(goals)
          const more = goalConflicts([...goals, named('One more')])
          expect(more.estimatedWeeklyHours).toBeGreaterThanOrEqual(load.estimatedWeeklyHours)
          expect(goalConflicts([...goals, named('Done', { status: 'Achieved' })]).estimatedWeeklyHours).toBe(
            load.estimatedWeeklyHours,
          )
          expect(load.isOvercommitted).toBe(load.sustainabilityRating === 'unsustainable')
          expect(load.conflicts.length).toBeLessThanOrEqual(20)
        },
      ),
    )
  })
})

test('a goal that is far behind is not told that nothing was done', () => {
  const found = goalForecast(standing(27, { targetDate: '2026-03-14' }), moment)
  expect(found?.recommendations.join()).toContain('move the date')
  expect(found?.recommendations.join()).not.toContain('no progress')
  expect(goalForecast(standing(0, { targetDate: '2026-04-14' }), moment)?.recommendations.join()).toContain(
    'no progress',
  )
})

test('next steps name each thing once', () => {
  const { goal: one, progress } = standing(20)
  const task = { title: 'Review the plan', status: 'Not Started' as const, priority: 'P2' as const, dueDate: null }
  const found = goalCoaching({ goal: one, progress, tasks: [task, task, { ...task, title: 'Book a flight' }] })
  expect(found.nextSteps).toEqual(['Review the plan', 'Book a flight'])
})

test('goals without a conflict ask for nothing', () => {
  expect(goalConflicts([goal({ id: 'a' })])).toMatchObject({ conflicts: [], recommendations: [] })
})
