import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HabitRecord } from '../../../lib/domain/habits/habit.fields.ts'
import { newHabit } from '../../../lib/domain/habits/habit.ts'
import { daysNeeded, habitResult, habitWeekOf } from '../../../lib/domain/reviews/habit-week.ts'
import { figuresOf, type WeekFacts, weekOf } from '../../../lib/domain/reviews/weekly-review.ts'
import type { Task } from '../../../lib/domain/tasks/task.schema.ts'
import { newTask } from '../../../lib/domain/tasks/task.ts'

const task = (id: string, fields: Partial<Task>): Task => ({
  ...newTask('u', id, { title: `Task ${id}`, area: 'Health' }, { now: 0, zone: 'UTC' }),
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...fields,
})

const facts = (more: Partial<WeekFacts> = {}): WeekFacts => ({
  week: weekOf('2026-03-11', 1),
  today: '2026-03-15',
  zone: 'UTC',
  tasks: [],
  goals: [],
  projects: [],
  habits: [],
  metricsLogged: 0,
  logbook: [],
  earned: [],
  ...more,
})

describe('the figures of a week', () => {
  it('of a person with nothing are nothing', () => {
    expect(figuresOf(facts())).toEqual({
      weekStart: '2026-03-09',
      weekEnd: '2026-03-15',
      tasksCompleted: 0,
      tasksPlanned: 0,
      habitConsistency: 0,
      goalProgress: [],
      metricsLogged: 0,
      logbookEntries: 0,
      averageEnergy: null,
      pointsEarned: 0,
      keyWins: [],
      areasForImprovement: ['No logbook entry'],
      nextWeekPriorities: [],
    })
  })

  it('tell wins, what to improve and what comes next', () => {
    const done = (id: string, pointsPaid: number) =>
      task(id, { status: 'Done', completedDate: '2026-03-10T10:00:00.000Z', pointsPaid })
    const { keyWins, areasForImprovement, nextWeekPriorities, ...numbers } = figuresOf(
      facts({
        tasks: [
          done('a', 10),
          done('b', 30),
          task('c', { dueDate: '2026-03-12' }),
          task('d', { dueDate: '2026-03-18', priority: 'P1', status: 'Blocked' }),
          task('e', { dueDate: '2026-03-30', priority: 'P1' }),
          task('f', { scheduledDate: '2026-03-20', priority: 'P2' }),
          task('g', { priority: 'P1' }),
          task('h', { dueDate: '2026-03-13', status: 'Cancelled' }),
        ],
        goals: [
          { id: 'x', title: 'Run', status: 'Achieved', completedDate: '2026-03-14T00:00:00.000Z', progress: 100 },
          { id: 'y', title: 'Old', status: 'Achieved', completedDate: '2026-02-14', progress: 100 },
          { id: 'z', title: 'Read', status: 'Active', completedDate: null, progress: 40 },
        ],
        projects: [{ name: 'Shed', status: 'Completed', actualEndDate: '2026-03-15' }],
        habits: [
          { name: 'Walk', reached: 7, slots: 7 },
          { name: 'Piano', reached: 2, slots: 7 },
          { name: 'Rest', reached: 0, slots: 0 },
        ],
        logbook: [{ energyLevel: 3 }, { energyLevel: 8 }, { energyLevel: null }],
        earned: [10, 30.1, -0.3],
        metricsLogged: 4,
      }),
    )
    expect(keyWins).toEqual([
      'Goal achieved: Run',
      'Project completed: Shed',
      'Task done: Task b',
      'Task done: Task a',
      'Habit kept: Walk',
    ])
    expect(areasForImprovement).toEqual([
      '1 task overdue',
      '1 planned task not done',
      '1 task blocked',
      'Habit at 29 %: Piano',
    ])
    expect(nextWeekPriorities).toEqual(['Task d', 'Task g', 'Task f', 'Task c'])
    expect(numbers).toMatchObject({
      tasksCompleted: 2,
      tasksPlanned: 3,
      habitConsistency: 64,
      averageEnergy: 5.5,
      pointsEarned: 39.8,
      logbookEntries: 3,
      metricsLogged: 4,
      goalProgress: [
        { goalId: 'x', title: 'Run', progress: 100 },
        { goalId: 'z', title: 'Read', progress: 40 },
      ],
    })
  })
})

const ZONES = ['UTC', 'America/Sao_Paulo', 'Asia/Beirut', 'Pacific/Kiritimati', 'America/New_York']

describe('the week of an instant', () => {
  it('holds a completed task exactly when a wall clock shows one of its seven days, in any zone and week start', () => {
    const starts = [Date.parse('2018-11-01T00:00Z'), Date.parse('2026-03-20T00:00Z'), Date.parse('2026-10-20T00:00Z')]
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...starts),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.integer({ min: 0, max: 20 * 86_400 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 20 }),
        (zone, start, weekStart, seconds, day) => {
          const date = new Date(start + day * 86_400_000).toISOString().slice(0, 10)
          const week = weekOf(date, weekStart)
          const times = seconds.map((second) => new Date(start + second * 1_000).toISOString())
          const tasks = times.map((completedDate, i) => task(String(i), { status: 'Done', completedDate }))
          const shown = times.map((time) => new Date(time).toLocaleDateString('sv-SE', { timeZone: zone }))
          const days = Array.from({ length: 7 }, (_, i) =>
            new Date(Date.parse(week.start) + i * 86_400_000).toISOString().slice(0, 10),
          )
          expect(days).toContain(date)
          expect(new Date(week.start).getUTCDay()).toBe(weekStart % 7)
          expect(figuresOf(facts({ week, zone, today: week.end, tasks })).tasksCompleted).toBe(
            shown.filter((one) => days.includes(one)).length,
          )
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('a habit in a week', () => {
  const habit = (fields: Partial<HabitRecord>): HabitRecord => ({
    ...newHabit('u', 'h', { name: 'Walk', area: 'Health', habitType: 'Build', frequency: 'Daily' }, 0, '').after,
    startDate: '2026-01-01',
    ...fields,
  })
  const result = (one: HabitRecord, logs: string[], today = '2026-03-20', skips: string[] = []) => {
    const asked = { week: weekOf('2026-03-11', 1), today, zone: 'UTC', weekStart: 1 }
    const history = { logs: logs.map((date) => ({ date, amount: null })), skips }
    const { reached, slots } = habitResult(one, habitWeekOf(one, asked), history, asked)
    return [reached, slots]
  }
  const days = (...numbers: number[]) => numbers.map((day) => `2026-03-${String(day).padStart(2, '0')}`)

  it('counts days that are over; today counts when it is done', () => {
    expect(result(habit({}), days(9, 10, 12))).toEqual([3, 7])
    expect(result(habit({}), days(9, 10), '2026-03-11')).toEqual([2, 2])
    expect(result(habit({}), days(9, 10, 11), '2026-03-11')).toEqual([3, 3])
  })
  it('leaves out days that were skipped, paused, or before it began', () => {
    expect(result(habit({}), days(9), undefined, days(10, 11))).toEqual([1, 5])
    expect(result(habit({ pauses: [{ startDate: '2026-03-10', endDate: null }] }), days(9))).toEqual([1, 1])
    expect(result(habit({ startDate: '2026-03-14' }), [])).toEqual([0, 2])
    expect(result(habit({ startDate: '2026-04-14' }), [])).toEqual([0, 0])
  })
  it('of so many times a week counts their share once the week is over', () => {
    const thrice = habit({ frequency: 'Weekly', weeklyTarget: 3, dailyTarget: 1 })
    expect(result(thrice, days(9, 12))).toEqual([2 / 3, 1])
    expect(result(thrice, days(9, 12), '2026-03-13')).toEqual([0, 0])
    expect(result(thrice, days(9, 10, 12), '2026-03-13')).toEqual([1, 1])
  })
  it('of once a month counts in the week its month ends', () => {
    const monthly = habit({ frequency: 'Monthly' })
    expect(result(monthly, days(2))).toEqual([0, 0])
    const asked = { week: weekOf('2026-03-31', 7), today: '2026-06-01', zone: 'UTC', weekStart: 7 }
    const inMarch = habitWeekOf(monthly, asked)
    expect(daysNeeded(inMarch, asked)).toEqual({ from: '2026-03-01', to: '2026-04-04' })
    const history = { logs: [{ date: '2026-03-02', amount: null }], skips: [] }
    expect(habitResult(monthly, inMarch, history, asked)).toEqual({ name: 'Walk', reached: 1, slots: 1 })
  })
})
