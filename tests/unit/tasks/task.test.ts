import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointsFor, valuation } from '../../../lib/domain/tasks/points.ts'
import { hasWords, matches } from '../../../lib/domain/tasks/task.list.ts'
import type { Task } from '../../../lib/domain/tasks/task.schema.ts'
import { changeTask, newTask, skipOccurrence } from '../../../lib/domain/tasks/task.ts'
import type { UpdateTask } from '../../../lib/domain/tasks/task-input.schema.ts'

const NOW = Date.parse('2026-03-10T12:00:00.000Z')
const moment = { now: NOW, zone: 'UTC' }
const made = (fields: Partial<Task> = {}): Task => ({
  ...newTask('u', 'a', { title: 't', area: 'Health' }, moment),
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...fields,
})
const change = (task: Task, patch: UpdateTask, next: Task | null = null) =>
  changeTask(task, patch, moment, () => 'next', next)

describe('points', () => {
  it('are rounded half up, whatever binary fractions say', () => {
    expect(valuation({ size: 119, priority: 'P4', area: 'Health' }).totalPoints).toBe(1856)
    expect(valuation({ size: 2.5, priority: 'P2', area: 'Love' }).totalPoints).toBe(45)
    expect(valuation({ size: null, priority: 'P3', area: 'Operations' }).totalPoints).toBe(360)
  })
  it('are the task’s own value when it has one, also 0', () => {
    const task = { size: 60, priority: 'P1', area: 'Health' } as const
    expect([pointsFor({ ...task, pointValue: 42 }), pointsFor({ ...task, pointValue: 0 })]).toEqual([42, 0])
  })
})

describe('completing', () => {
  it('pays once and says when', () => {
    const done = change(made({ pointValue: 7 }), { status: 'Done' })
    expect(done.points).toBe(7)
    expect(done.task).toMatchObject({ completedDate: '2026-03-10T12:00:00.000Z', pointsAwarded: true, pointsPaid: 7 })
    expect(change(done.task, { status: 'Done', title: 'Other' }).points).toBe(0)
  })
  it('takes the client’s time, but none that lies ahead', () => {
    expect(change(made(), { status: 'Done', completedDate: '2026-03-09T01:00:00.000Z' }).task.completedDate).toBe(
      '2026-03-09T01:00:00.000Z',
    )
    expect(() => change(made(), { status: 'Done', completedDate: '2027-01-01T00:00:00.000Z' })).toThrow()
  })
  it('taken back takes back what was paid, not what it would pay now', () => {
    const done = change(made({ pointValue: 30 }), { status: 'Done' }).task
    const open = change(done, { status: 'In Progress', pointValue: 99 })
    expect(open.points).toBe(-30)
    expect(open.task).toMatchObject({ completedDate: null, pointsAwarded: false, pointsPaid: null })
  })
  it('never pays more than it took back, over any sequence of patches', () => {
    const statuses = fc.constantFrom('Done', 'Not Started', 'Blocked', 'Cancelled', undefined)
    const patches = fc.array(fc.record({ status: statuses, pointValue: fc.constantFrom(1, 5.5, undefined) }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(patches, (list) => {
        let [task, paid] = [made(), 0]
        for (const patch of list) {
          const outcome = change(task, patch as UpdateTask)
          paid += outcome.points
          task = outcome.task
        }
        expect(paid).toBe(task.status === 'Done' ? task.pointsPaid : 0)
        expect(task.completedDate !== null).toBe(task.status === 'Done')
      }),
    )
  })
  it('of nothing changes nothing', () => {
    expect(change(made(), {}).changes).toEqual([])
    expect(change(made(), { title: 't' }).changes).toEqual([])
  })
})

describe('a recurring task', () => {
  const weekly = made({
    isRecurring: true,
    recurrenceRule: { frequency: 'Weekly', interval: 1, endDate: null },
    dueDate: '2026-03-09',
    seriesStart: '2026-03-09',
    goalIds: ['g'],
    notes: 'n',
    actualMinutes: 5,
    dependsOnIds: ['x'],
  })

  it('keeps the completed occurrence and creates the next one', () => {
    const { changes, task } = change(weekly, { status: 'Done' })
    expect(changes.map(({ type, after }) => `${type} ${after.id}`)).toEqual(['task.completed a', 'task.repeated next'])
    expect(task).toMatchObject({ status: 'Done', nextTaskId: 'next', seriesId: 'a', occurrence: 1 })
    expect(changes[1]?.after).toMatchObject({
      status: 'Not Started',
      dueDate: '2026-03-16',
      occurrence: 2,
      seriesId: 'a',
      goalIds: ['g'],
      notes: 'n',
      actualMinutes: null,
      dependsOnIds: [],
      pointsPaid: null,
    })
  })
  it('repeats from completion when asked to', () => {
    const { changes } = change({ ...weekly, repeatFrom: 'completion' }, { status: 'Done' })
    expect(changes[1]?.after).toMatchObject({ dueDate: '2026-03-17' })
  })
  it('gets a due date from completion when it has no date at all', () => {
    const bare = { ...weekly, dueDate: null, seriesStart: null, repeatFrom: 'completion' as const }
    expect(change(bare, { status: 'Done' }).changes[1]?.after).toMatchObject({ dueDate: '2026-03-17' })
  })
  it('ends with its last occurrence', () => {
    const last = { ...weekly, recurrenceRule: { frequency: 'Weekly' as const, interval: 1, endDate: '2026-03-10' } }
    expect(change(last, { status: 'Done' }).changes).toHaveLength(1)
  })
  it('counts anew from a due date that was changed by hand', () => {
    const moved = change(weekly, { dueDate: '2026-03-11' }).task
    expect(change(moved, { status: 'Done' }).changes[1]?.after).toMatchObject({ dueDate: '2026-03-18' })
  })
  it('goes on alone when reopened after its next occurrence was touched', () => {
    const done = change(weekly, { status: 'Done' }).task
    expect(change(done, { status: 'Not Started' }).task).toMatchObject({ isRecurring: false, nextTaskId: null })
    expect(change(done, { status: 'Not Started' }, made({ id: 'next' })).task).toMatchObject({
      isRecurring: true,
      nextTaskId: null,
    })
  })
  it('forgets the time of the series when it is scheduled anew', () => {
    const task = made({ scheduledStart: '2026-03-08T07:30:00.000Z', seriesTime: '02:30:00' })
    expect(change(task, { title: 'Other' }).task.seriesTime).toBe('02:30:00')
    expect(change(task, { scheduledStart: '2026-03-08T09:00:00.000Z' }).task.seriesTime).toBeNull()
  })
  it('needs a rule', () => {
    expect(() => change(made(), { isRecurring: true })).toThrow()
  })
  it('skips missed days to one that is not past, without points', () => {
    const skipped = skipOccurrence({ ...weekly, dueDate: '2026-02-02', seriesStart: '2026-02-02' }, moment)
    expect(skipped).toMatchObject({ points: 0, task: { dueDate: '2026-03-16', occurrence: 2, status: 'Not Started' } })
  })
  it('counts the missed days it passes over, so that COUNT ends where it says', () => {
    const five = { ...weekly, recurrenceRule: null, rrule: 'FREQ=DAILY;COUNT=5' }
    const missed = (dueDate: string) => skipOccurrence({ ...five, dueDate, seriesStart: dueDate }, moment).task
    expect(missed('2026-03-07')).toMatchObject({ dueDate: '2026-03-10', occurrence: 4 })
    expect(change(missed('2026-03-06'), { status: 'Done' }).changes).toHaveLength(1)
    expect(() => missed('2026-02-01')).toThrow('last occurrence')
  })
  it('cannot be skipped when done, when it does not repeat, or at its end', () => {
    expect(() => skipOccurrence(made(), moment)).toThrow()
    expect(() => skipOccurrence({ ...weekly, status: 'Done' }, moment)).toThrow()
    expect(() =>
      skipOccurrence(
        { ...weekly, recurrenceRule: { frequency: 'Weekly', interval: 1, endDate: '2026-03-10' } },
        moment,
      ),
    ).toThrow()
  })
})

describe('filters', () => {
  it('find words in any order, case and accent', () => {
    expect(hasWords('Café Zürich\nbook a TABLE', 'zurich cafe')).toBe(true)
    expect(hasWords('مرحبا بالعالم 🪴', 'بالعالم')).toBe(true)
    expect(hasWords('one', 'two')).toBe(false)
  })
  it('compare days and instants', () => {
    const task = made({ dueDate: '2026-05-05', scheduledDate: '2026-05-04', labels: ['a', 'b'] })
    expect(matches(task, { dueBefore: '2026-05-05', dueAfter: '2026-05-05', labels: ['a'] }, 'UTC')).toBe(true)
    expect(matches(task, { dueBefore: '2026-05-04' }, 'UTC')).toBe(false)
    expect(matches(task, { scheduledAfter: '2026-05-04T10:00:00.000Z' }, 'UTC')).toBe(true)
    expect(matches(task, { scheduledBefore: '2026-05-03' }, 'UTC')).toBe(false)
    expect(matches(task, { labels: ['a', 'c'] }, 'UTC')).toBe(false)
    expect(matches(made(), { dueBefore: '2030-01-01' }, 'UTC')).toBe(false)
  })
})
