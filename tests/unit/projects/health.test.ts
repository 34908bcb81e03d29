import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { healthOf, type TaskState } from '../../../lib/domain/projects/health.ts'
import type { Project } from '../../../lib/domain/projects/project.schema.ts'
import { changeProject, newProject } from '../../../lib/domain/projects/project.ts'

const ZONES = ['UTC', 'America/Sao_Paulo', 'Asia/Beirut', 'Pacific/Kiritimati', 'America/New_York']
const DAY = 86_400_000
const NOW = Date.UTC(2026, 4, 10, 12)
const iso = (ms: number) => new Date(ms).toISOString()
const day = (offset: number) => iso(NOW + offset * DAY).slice(0, 10)
const utc = { now: NOW, zone: 'UTC' }

const project = (fields: Partial<Project> = {}) =>
  ({
    status: 'Active',
    startDate: null,
    targetEndDate: null,
    createdAt: iso(NOW - 60 * DAY),
    updatedAt: iso(NOW),
    ...fields,
  }) as Project
const tasks = (count: number, fields: Partial<TaskState> = {}): TaskState[] =>
  Array.from({ length: count }, () => ({ status: 'Not Started', dueDate: null, updatedAt: iso(NOW), ...fields }))

describe('the health of a project', () => {
  it('is green for an empty one, and tells why', () => {
    expect(healthOf(project(), [], utc)).toEqual({
      status: 'green',
      reason: 'On schedule, nothing is stuck',
      reasons: [],
      tasksCompleted: 0,
      tasksTotal: 0,
      percentComplete: 0,
      tasksOpen: 0,
      tasksOverdue: 0,
      tasksBlocked: 0,
      percentElapsed: null,
      daysRemaining: null,
      daysInactive: 0,
    })
  })

  it.each([
    ['schedule', 59, 'green'],
    ['schedule', 60, 'yellow'],
    ['schedule', 74, 'yellow'],
    ['schedule', 75, 'red'],
  ])('%s: half done with %i %% of the time over is %s', (_, elapsed, status) => {
    const dates = { startDate: day(-elapsed), targetEndDate: day(100 - elapsed) }
    const health = healthOf(project(dates), [...tasks(5), ...tasks(5, { status: 'Done' })], utc)
    expect([health.percentElapsed, health.percentComplete, health.status]).toEqual([elapsed, 50, status])
    if (status !== 'green') expect(health.reason).toBe(`50 % done, ${elapsed} % of the time is over`)
  })

  it.each([
    [9, 'green'],
    [10, 'yellow'],
    [29, 'yellow'],
    [30, 'red'],
  ])('%i of 100 open tasks overdue is %s', (overdue, status) => {
    const all = [...tasks(overdue, { dueDate: day(-1) }), ...tasks(100 - overdue, { dueDate: day(0) })]
    const closed = [...tasks(50, { status: 'Done', dueDate: day(-9) }), ...tasks(50, { status: 'Cancelled' })]
    const health = healthOf(project(), [...all, ...closed], utc)
    expect([health.status, health.tasksOverdue, health.tasksOpen]).toEqual([status, overdue, 100])
  })

  it.each([
    [24, 'green'],
    [25, 'yellow'],
    [49, 'yellow'],
    [50, 'red'],
  ])('%i of 100 open tasks blocked is %s', (blocked, status) => {
    const health = healthOf(project(), [...tasks(blocked, { status: 'Blocked' }), ...tasks(100 - blocked)], utc)
    expect([health.status, health.tasksBlocked]).toEqual([status, blocked])
  })

  it.each([
    [13, 'green'],
    [14, 'yellow'],
    [29, 'yellow'],
    [30, 'red'],
  ])('no change for %i days is %s, unless it may rest', (days, status) => {
    const updatedAt = iso(NOW - days * DAY)
    const health = (own: Partial<Project>, theirs: TaskState[]) => healthOf(project({ updatedAt, ...own }), theirs, utc)
    expect(health({}, tasks(3, { updatedAt })).status).toBe(status)
    expect(health({}, [...tasks(3, { updatedAt }), ...tasks(1)]).status).toBe('green')
    for (const resting of ['Planning', 'On Hold'] as const)
      expect(health({ status: resting }, tasks(3, { updatedAt })).status).toBe('green')
  })

  it('is red past its target end, unless all is done or it is closed', () => {
    const late = { startDate: day(-60), targetEndDate: day(-1) }
    expect(healthOf(project(late), tasks(1), utc)).toMatchObject({ status: 'red', reason: '1 day past the target end' })
    expect(healthOf(project(late), [], utc).status).toBe('red')
    expect(healthOf(project(late), tasks(2, { status: 'Done' }), utc)).toMatchObject({
      status: 'green',
      reason: 'All tasks are done',
    })
    for (const status of ['Completed', 'Cancelled'] as const)
      expect(healthOf(project({ ...late, status }), tasks(1), utc).status).toBe('green')
    expect(healthOf(project({ ...late, targetEndDate: day(0) }), tasks(1), utc).daysRemaining).toBe(0)
  })

  it('has the colour and the words of its worst reason, for any tasks in any zone', () => {
    const status = fc.constantFrom('Not Started', 'In Progress', 'Blocked', 'On Hold', 'Done', 'Cancelled' as const)
    const task = fc.record({
      status,
      dueDate: fc.option(fc.integer({ min: -40, max: 40 }).map(day)),
      updatedAt: fc.integer({ min: -40, max: 0 }).map((back) => iso(NOW + back * DAY)),
    }) as fc.Arbitrary<TaskState>
    const dates = fc.record({
      startDate: fc.option(fc.integer({ min: -60, max: 0 }).map(day)),
      targetEndDate: fc.option(fc.integer({ min: -20, max: 60 }).map(day)),
      status: fc.constantFrom('Planning', 'Active', 'On Hold', 'Completed', 'Cancelled'),
    }) as fc.Arbitrary<Partial<Project>>
    fc.assert(
      fc.property(fc.array(task), dates, fc.constantFrom(...ZONES), (list, own, zone) => {
        const health = healthOf(project(own), list, { now: NOW, zone })
        const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(NOW)
        let [done, overdue, blocked] = [0, 0, 0]
        for (const one of list) {
          if (one.status === 'Done') done += 1
          else if (one.status !== 'Cancelled') {
            if (one.dueDate && Date.parse(one.dueDate) < Date.parse(today)) overdue += 1
            if (one.status === 'Blocked') blocked += 1
          }
        }
        expect([health.tasksCompleted, health.tasksOverdue, health.tasksBlocked]).toEqual([done, overdue, blocked])
        const colours = health.reasons.map((reason) => reason.status)
        expect(health.status).toBe(colours.includes('red') ? 'red' : colours.includes('yellow') ? 'yellow' : 'green')
        expect(colours).toEqual([...colours].sort())
        if (health.reasons[0]) expect(health.reason).toBe(health.reasons[0].text)
        expect(health.daysRemaining === null).toBe(!own.targetEndDate)
      }),
    )
  })
})

describe('a project', () => {
  const at = Date.UTC(2026, 0, 1, 10, 30)
  const made = (zone = 'UTC') => newProject('u', 'p', { name: 'Move', area: 'Love' }, { now: at, zone }).after

  it.each([
    ['UTC', '2026-01-01'],
    ['Pacific/Kiritimati', '2026-01-02'],
    ['America/Sao_Paulo', '2026-01-01'],
    ['Pacific/Honolulu', '2026-01-01'],
  ])('that is completed ends today in %s: %s', (zone, today) => {
    const done = changeProject(made(), { status: 'Completed' }, { now: at, zone })?.after as Project
    expect(done.actualEndDate).toBe(today)
    expect(changeProject(done, { status: 'Active' }, { now: at, zone })?.after.actualEndDate).toBeNull()
    expect(changeProject(done, { notes: 'x' }, { now: at, zone })?.after.actualEndDate).toBe(today)
  })

  it('keeps the end that was named', () => {
    const moment = { now: at, zone: 'UTC' }
    const named = { status: 'Completed', actualEndDate: '2025-12-01' } as const
    expect(changeProject(made(), named, moment)?.after.actualEndDate).toBe('2025-12-01')
    expect(changeProject(made(), { actualEndDate: '2025-12-01' }, moment)?.after.actualEndDate).toBe('2025-12-01')
  })

  it('does not end before it starts', () => {
    const moment = { now: at, zone: 'UTC' }
    const before = changeProject(made(), { startDate: '2026-02-02' }, moment)?.after as Project
    expect(() => changeProject(before, { targetEndDate: '2026-02-01' }, moment)).toThrow(/not valid/)
    expect(changeProject(before, { targetEndDate: '2026-02-02' }, moment)?.after.targetEndDate).toBe('2026-02-02')
  })
})
