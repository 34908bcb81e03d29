import { ulid } from 'ulid'
import { describe, expect, it } from 'vitest'
import { handler } from '../../../functions/dashboard/handler.ts'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { createHabit } from '../../../lib/domain/habits/habit.service.ts'
import { logDay } from '../../../lib/domain/habits/habit-log.service.ts'
import { createSkip } from '../../../lib/domain/habits/habit-skip.service.ts'
import { createEntry } from '../../../lib/domain/logbook/logbook.service.ts'
import { createMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { createLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { changeProfile } from '../../../lib/domain/profile/profile.service.ts'
import { factsOf } from '../../../lib/domain/reviews/week-facts.ts'
import { generateReview, readCurrentWeek } from '../../../lib/domain/reviews/weekly-review.service.ts'
import { weekOf } from '../../../lib/domain/reviews/weekly-review.ts'
import { completeTask, createTask } from '../../../lib/domain/tasks/task.service.ts'
import { restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { signUp } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke, type Request } from '../../support/invoke.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

const PATH = '/growth-system/weekly-reviews'
const send = (method: string, path: string, request: Request) => invoke(handler, method, PATH + path, request)

/** Somebody in a zone far from UTC, on a Sunday evening there (Sunday morning in UTC). */
const onSunday = Date.parse('2026-03-15T09:00:00Z')
const person = async () => {
  const { accessToken: token, userId } = await signUp()
  const ctx = (now = onSunday) => contextFor(userId, { now: () => now, newId: (at = now) => ulid(at) })
  await changeProfile(ctx(Date.parse('2026-03-01T00:00:00Z')), { timeZone: 'Pacific/Kiritimati', weekStart: 1 })
  return { token, userId, ctx }
}

describe('a week', () => {
  it('is counted by the days and weeks of the person', async () => {
    const { ctx } = await person()
    const at = (iso: string) => ctx(Date.parse(iso))
    const goal = await createGoal(at('2026-03-02T00:00:00Z'), {
      title: 'Fit',
      area: 'Health',
      timeHorizon: 'Yearly',
      successCriteria: [{ description: 'one', isCompleted: true }, { description: 'two' }],
    })
    // 13 hours ahead of these instants Monday the 9th has begun, or not yet.
    for (const [title, completed] of [
      ['Last week', '2026-03-08T09:59:59Z'],
      ['Monday', '2026-03-08T10:00:00Z'],
      ['Sunday', '2026-03-15T08:00:00Z'],
    ] as const) {
      const task = await createTask(at('2026-03-03T00:00:00Z'), { title, area: 'Health', pointValue: 5 })
      await completeTask(at(completed), task.id)
    }
    await createTask(at('2026-03-03T00:00:00Z'), { title: 'Planned', area: 'Health', dueDate: '2026-03-14' })
    const metric = await createMetric(at('2026-03-01T00:00:00Z'), {
      name: 'Steps',
      area: 'Health',
      unit: 'count',
      direction: 'Higher',
    })
    for (const loggedAt of ['2026-03-08T09:59:59.999Z', '2026-03-08T10:00:00.000Z', '2026-03-14T00:00:00.000Z'])
      await createLog(ctx(), metric.id, { value: 1, loggedAt })
    await createHabit(at('2026-03-01T00:00:00Z'), {
      name: 'Walk',
      area: 'Health',
      habitType: 'Build',
      frequency: 'Daily',
    })
    const week = await readCurrentWeek(ctx())
    expect(week).toMatchObject({
      weekStart: '2026-03-09',
      weekEnd: '2026-03-15',
      tasksCompleted: 2,
      tasksPlanned: 3,
      pointsEarned: 10,
      metricsLogged: 2,
      habitConsistency: 0,
      goalProgress: [{ goalId: goal.id, title: 'Fit', progress: 20 }],
      nextWeekPriorities: ['Planned'],
      reviewId: null,
    })
    expect(week.keyWins.sort()).toEqual(['Task done: Monday', 'Task done: Sunday'])
    expect(week.areasForImprovement).toEqual([
      '1 task overdue',
      '1 planned task not done',
      'Habit at 0 %: Walk',
      'No logbook entry',
    ])
    const asked = { week: weekOf('2026-03-02', 1), today: '2026-03-15', zone: 'Pacific/Kiritimati', weekStart: 1 }
    expect(await factsOf(ctx(), asked)).toMatchObject({ metricsLogged: 1, earned: [5] })
  })
})

describe('the habits and the logbook of a week', () => {
  it('count with their logs, skips and energies, and with no others', async () => {
    const { ctx } = await person()
    const habit = await createHabit(ctx(Date.parse('2026-03-01T00:00:00Z')), {
      name: 'Walk',
      area: 'Health',
      habitType: 'Build',
      frequency: 'Daily',
      dailyTarget: 4,
    })
    // Monday whole, Tuesday half, Wednesday skipped, Thursday to Saturday nothing; Sunday is not over.
    await logDay(ctx(), habit.id, { date: '2026-03-08', amount: 4 })
    await logDay(ctx(), habit.id, { date: '2026-03-09', amount: 4 })
    await logDay(ctx(), habit.id, { date: '2026-03-10', amount: 2 })
    await createSkip(ctx(), habit.id, { date: '2026-03-11', type: 'Skip' })
    for (const [date, energyLevel] of [
      ['2026-03-08', 1],
      ['2026-03-09', 4],
      ['2026-03-15', 7],
      ['2026-03-16', 1],
    ] as const)
      await createEntry(ctx(), { date, energyLevel })
    expect(await readCurrentWeek(ctx())).toMatchObject({
      habitConsistency: 30,
      logbookEntries: 2,
      averageEnergy: 5.5,
      areasForImprovement: ['Habit at 30 %: Walk'],
    })
  })
})

describe('a weekly review', () => {
  it('is generated once for each week, also by five at once, and brought up to date by the next', async () => {
    const { userId, ctx } = await person()
    const made = await Promise.all(Array.from({ length: 5 }, () => generateReview(ctx())))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(made.map(({ version }) => version)).toEqual([1, 1, 1, 1, 1])
    const task = await createTask(ctx(), { title: 'T', area: 'Love', pointValue: 2.5 })
    await completeTask(ctx(), task.id)
    const again = await generateReview(ctx())
    expect(again).toMatchObject({ id: made[0]?.id, version: 2, tasksCompleted: 1, pointsEarned: 2.5 })
    expect((await readCurrentWeek(ctx())).reviewId).toBe(again.id)
    const before = await generateReview(ctx(), '2026-03-04')
    expect(before).toMatchObject({ weekStart: '2026-03-02', tasksCompleted: 0, version: 1 })
    await expect(generateReview(ctx(), '2026-03-16')).rejects.toMatchObject({ status: 400 })
    expect(violationsIn(await partitionOf(userId))).toEqual([])
  })

  it('is listed, read, deleted, and not in the way of the next one for its week', async () => {
    const { token, userId } = await person()
    const older = await send('POST', '/generate', { token, body: { date: '2026-01-07' } })
    const made = await send('POST', '/generate', { token })
    expect([older.status, made.status], made.raw).toEqual([201, 201])
    const list = await send('GET', '', { token })
    expect(list.data.data).toEqual([made.data, older.data])
    expect((await send('GET', `/${older.data.id}`, { token })).data).toEqual(older.data)
    const path = `/${made.data.id}`
    expect((await send('DELETE', path, { token })).data).toEqual({ id: made.data.id, deleted: true })
    for (const method of ['GET', 'DELETE']) expect((await send(method, path, { token })).status).toBe(404)
    expect((await send('GET', '/current', { token })).data.reviewId).toBe(null)
    await restoreEntity(contextFor(userId), 'weeklyreview', made.data.id)
    expect((await send('GET', path, { token })).data).toMatchObject({ id: made.data.id, version: 3 })
    await send('DELETE', path, { token })
    const next = await send('POST', '/generate', { token })
    expect([next.status, next.data.version]).toEqual([201, 1])
    await expect(restoreEntity(contextFor(userId), 'weeklyreview', made.data.id)).rejects.toMatchObject({ status: 409 })
    expect(violationsIn(await partitionOf(userId))).toEqual([])
  })

  it('of another person is unknown', async () => {
    const [mine, theirs] = [await person(), await person()]
    const made = await send('POST', '/generate', { token: theirs.token })
    const foreign = await send('GET', `/${made.data.id}`, { token: mine.token })
    const unknown = await send('GET', '/01ARZ3NDEKTSV4RRFFQ69G5FAV', { token: mine.token })
    expect([foreign.status, foreign.error]).toEqual([unknown.status, unknown.error])
    expect(unknown.status).toBe(404)
    expect((await send('DELETE', `/${made.data.id}`, { token: mine.token })).status).toBe(404)
  })
})
