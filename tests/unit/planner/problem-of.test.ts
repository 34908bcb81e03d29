import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnownTask, PlanFacts } from '../../../lib/domain/planner/facts/plan-facts.ts'
import { problemOf } from '../../../lib/domain/planner/facts/problem-of.ts'
import { planOf } from '../../../lib/domain/planner/plan.ts'
import { planDay } from '../../../lib/domain/planner/plan-day.feature.ts'
import { DEFAULT_SETTINGS } from '../../../lib/domain/planner/settings/planner-settings.fields.ts'
import { solve } from '../../../lib/domain/planner/solver/solve.ts'
import { addDays, isoWeekday } from '../../../lib/domain/time/dates.ts'
import { wallClock } from '../../../lib/domain/time/zone.ts'
import { violations } from './checker.ts'
import { factsOf, taskOf } from './facts.ts'

const allDay = [{ start: '00:00', end: '24:00' }]
const always = { '1': allDay, '2': allDay, '3': allDay, '4': allDay, '5': allDay, '6': allDay, '7': allDay }
const shown = (minute: number, zone: string) => new Date(wallClock(minute * 60_000, zone)).toISOString().slice(0, 16)
const hoursOf = (facts: PlanFacts) =>
  problemOf(facts, 0).windows.reduce((sum, { start, end }) => sum + (end - start) / 60, 0)

describe('the hours of a day', () => {
  const wholeDay = { ...DEFAULT_SETTINGS, workingHours: always, breaks: [] }

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    // Midnight is skipped: the day begins at 01:00.
    ['America/Havana', '2026-03-08', 23],
    ['Africa/Cairo', '2026-04-24', 23],
    ['Asia/Beirut', '2026-03-29', 23],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    // A day that this zone left out.
    ['Pacific/Apia', '2011-12-30', 0],
    ['Asia/Kathmandu', '2026-03-29', 24],
  ])('are as many as %s has on %s: %d', (zone, first, hours) => {
    expect(hoursOf(factsOf({ zone, first, settings: wholeDay }))).toBe(hours)
  })

  it('are those of the weekday, less breaks and what is over', () => {
    expect(hoursOf(factsOf({}))).toBe(7)
    expect(hoursOf(factsOf({ first: '2026-03-07' }))).toBe(0)
    const [window] = problemOf(factsOf({}), Date.parse('2026-03-02T10:02:00Z')).windows
    expect(shown(window?.start ?? 0, 'UTC')).toBe('2026-03-02T10:05')
  })
})

describe('a task', () => {
  const problemWith = (task: Partial<KnownTask>, hint?: object) =>
    problemOf(factsOf({ tasks: [taskOf({ id: 'a', ...task })], hints: hint ? [{ taskId: 'a', ...hint }] : [] }), 0)
      .tasks[0]
  const nine = Date.parse('2026-03-02T09:00:00Z') / 60_000

  it('without a size takes 30 minutes, unless the plan says otherwise', () => {
    expect(problemWith({ size: null })?.minutes).toBe(30)
    expect(problemWith({ size: 0 })?.minutes).toBe(30)
    expect(problemWith({ size: 45 }, { minutes: 90 })?.minutes).toBe(90)
  })

  it('is not before the start a person gave it, but may leave the one a plan gave it', () => {
    const times = { scheduledStart: '2026-03-02T09:00:00.000Z', scheduledEnd: '2026-03-02T09:30:00.000Z' }
    expect(problemWith(times)).toMatchObject({ earliest: nine, previousStart: null })
    expect(problemWith({ ...times, planned: true })).toMatchObject({ earliest: null, previousStart: nine })
    expect(problemWith(times, { locked: true })).toMatchObject({ locked: { start: nine, end: nine + 30 } })
  })

  it('is due at the end of its day, which binds only where it is said to', () => {
    expect(problemWith({ dueDate: '2026-03-02' })).toMatchObject({ due: nine + 15 * 60, deadline: null })
    expect(problemWith({ dueDate: '2026-03-02' }, { dueIsHard: true })?.deadline).toBe(nine + 15 * 60)
  })
})

describe('plans in any zone', () => {
  it('violate nothing on days of daylight saving, with breaks and events', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/Havana',
      'Africa/Cairo',
      'Asia/Beirut',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    )
    const dates = fc.constantFrom(
      '2026-03-06',
      '2026-03-27',
      '2026-04-03',
      '2026-04-22',
      '2026-10-23',
      '2026-10-30',
      '2026-09-04',
    )
    const tasks = fc.array(
      fc.record({
        size: fc.constantFrom(15, 30, 60, 120, 200),
        priority: fc.constantFrom('P1', 'P2', 'P3', 'P4'),
        due: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null }),
      }),
      { maxLength: 10 },
    )
    const hours = fc.constantFrom(DEFAULT_SETTINGS.workingHours, always, {
      ...always,
      '7': [{ start: '00:00', end: '03:30' }],
    })
    fc.assert(
      fc.property(zones, dates, tasks, hours, (zone, first, rows, workingHours) => {
        const facts = factsOf({
          zone,
          first,
          days: 4,
          settings: { ...DEFAULT_SETTINGS, workingHours },
          tasks: rows.map(({ due, ...row }, i) =>
            taskOf({ id: `t${i}`, ...row, dueDate: due === null ? null : addDays(first, due) }),
          ),
        })
        const problem = problemOf(facts, 0)
        expect(violations(problem, solve(problem).placed)).toEqual([])
        const plan = planOf(facts, 0)
        for (const { startTime, endTime } of plan.scheduledTasks) {
          const [from, to] = [startTime, endTime].map((time) => wallClock(Date.parse(time), zone)) as [number, number]
          const day = new Date(from).toISOString().slice(0, 10)
          const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16)
          const end = clock(to) === '00:00' ? '24:00' : clock(to)
          const spans = workingHours[String(isoWeekday(day)) as '1']
          expect(
            spans.some((span) => span.start <= clock(from) && end <= span.end),
            `${startTime} ${zone}`,
          ).toBe(true)
          expect(end <= '12:00' || clock(from) >= '13:00').toBe(true)
        }
        expect(planOf(structuredClone(facts), 0)).toEqual(plan)
      }),
      { numRuns: 150, seed: 6 },
    )
  })
})

describe('a model', () => {
  const facts = factsOf({ tasks: [taskOf({ id: 'a' }), taskOf({ id: 'b', size: 9_000 })] })
  const said = { rationale: 'Calm day', insights: [], tasks: [{ taskId: 'a', rationale: 'Easy start' }] }
  const finish = (words: typeof said | object, known: PlanFacts) =>
    planDay.model?.finish({ ...said, ...words }, known, planOf(known, 0), { now: 0, zone: 'UTC' })

  it('words explanations, and can neither move, add nor drop anything', () => {
    const plan = planOf(facts, 0)
    const finished = finish({ tasks: [...said.tasks, { taskId: 'x', rationale: 'No' }] }, facts)
    const times = (one: typeof plan | undefined) => one?.scheduledTasks.map(({ rationale: _, ...row }) => row)
    expect(times(finished)).toEqual(times(plan))
    expect(finished).toMatchObject({ rationale: 'Calm day', insights: plan.insights })
    expect(finished?.unscheduledTasks).toEqual(plan.unscheduledTasks)
    expect(finished?.scheduledTasks[0]?.rationale).toBe('Easy start')
  })
})
