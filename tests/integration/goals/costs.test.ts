import { randomUUID } from 'node:crypto'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { addActivity, listActivity } from '../../../lib/domain/goals/activity.service.ts'
import { listGoals } from '../../../lib/domain/goals/goal.list.ts'
import { createGoal, readGoal, readProgress, updateGoal } from '../../../lib/domain/goals/goal.service.ts'
import { habitsOfGoal, metricsOfGoal, tasksOfGoal } from '../../../lib/domain/goals/goal-link.service.ts'
import { type GoalWithLinks, readGoalWithLinks } from '../../../lib/domain/goals/goal-with-links.service.ts'
import { createHabit } from '../../../lib/domain/habits/habit.service.ts'
import { logDay } from '../../../lib/domain/habits/habit-log.service.ts'
import { createSkip } from '../../../lib/domain/habits/habit-skip.service.ts'
import { createMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { createLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { loadProfile } from '../../../lib/domain/profile/profile.service.ts'
import { completeTask, createTask } from '../../../lib/domain/tasks/task.service.ts'
import { metered, type Usage } from '../../../lib/platform/log/meter.ts'
import { documentClient, tableName } from '../../../lib/platform/table/client.ts'
import { sk, userPk } from '../../../lib/platform/table/keys.ts'
import { contextFor } from '../../support/context.ts'

const ctx = contextFor(randomUUID())
const cost = (work: () => Promise<unknown>): Promise<Usage> =>
  metered(async (usage) => {
    await work()
    return { ...usage }
  })
const goal = (title = 'Run far') => createGoal(ctx, { title, area: 'Health', timeHorizon: 'Daily' })

const HABIT_BODY = { name: 'Run', area: 'Health', habitType: 'Build', frequency: 'Daily' } as const

let ids: string[]
beforeAll(async () => {
  ids = []
  for (let i = 0; i < 60; i++) ids.push((await goal(`Goal ${i}`)).id)
  for (let i = 0; i < 60; i++)
    await createTask(ctx, { title: 'Linked', area: 'Health', goalIds: [ids[i] as string, ids[(i + 1) % 60] as string] })
})

describe('what goals cost', () => {
  it('create: one round trip, two units each for the goal and its event', async () => {
    expect(await cost(() => goal())).toEqual({ calls: 1, readUnits: 0, writeUnits: 4 })
  })

  it('read: the goal and its links, at once', async () => {
    expect(await cost(() => readGoal(ctx, ids[0] as string))).toEqual({ calls: 2, readUnits: 1, writeUnits: 0 })
  })

  it('change: the goal, its links, one transaction', async () => {
    const answer = await cost(() => updateGoal(ctx, ids[0] as string, { notes: 'x' }))
    expect(answer).toMatchObject({ calls: 3, writeUnits: 4 })
  })

  it('list: the rows and one range of their links, not what is linked', async () => {
    const { calls, readUnits } = await cost(() => listGoals(ctx, {}))
    expect(calls).toBe(2)
    expect(readUnits).toBeLessThan(8)
    expect((await cost(() => listGoals(ctx, { pageSize: 50 }))).calls).toBe(3) // the counter, in parallel
  })

  it('a goal with everything that is linked to it: four table calls', async () => {
    const goalId = (await goal('With links')).id
    const linked = { area: 'Health' as const, goalIds: [goalId] }
    const habit = await createHabit(ctx, { ...linked, name: 'Run', habitType: 'Build', frequency: 'Daily' })
    await logDay(ctx, habit.id, { date: new Date(ctx.now()).toISOString().slice(0, 10) })
    for (const title of ['One', 'Two', 'Three']) await createTask(ctx, { ...linked, title })
    const metric = await createMetric(ctx, { ...linked, name: 'Distance', unit: 'count', direction: 'Higher' })
    await createLog(ctx, metric.id, { value: 5 })
    let read: GoalWithLinks | undefined
    const { calls } = await cost(async () => {
      read = await readGoalWithLinks(contextFor(ctx.userId), goalId)
    })
    expect(calls).toBeLessThanOrEqual(4)
    expect(read).toEqual({
      goal: await readGoal(ctx, goalId),
      progress: { ...(await readProgress(ctx, goalId)), health: expect.anything() },
      tasks: (await tasksOfGoal(ctx, goalId, {})).data,
      metrics: (await metricsOfGoal(ctx, goalId, {})).data,
      habits: (await habitsOfGoal(ctx, goalId, {})).data,
    })
    expect(read).toMatchObject({ metrics: [{ logs: [{ value: 5 }] }], tasks: [{}, {}, {}], habits: [{ id: habit.id }] })
  })

  it.each([1, 3, 10, 100])('a goal with %i habits and their figures: at most four table calls', async (count) => {
    const goalId = (await goal('With habits')).id
    const today = ctx.now()
    const day = (back: number) => new Date(today - back * 86_400_000).toISOString().slice(0, 10)
    for (let i = 0; i < count; i++) {
      const { id } = await createHabit(ctx, { ...HABIT_BODY, goalIds: [goalId], startDate: day(9) })
      // Some are logged, one has a skip, the others have not begun.
      for (let back = 0; back < Math.min(3, 9 - i); back++) await logDay(ctx, id, { date: day(back) })
      if (i === 2) await createSkip(ctx, id, { date: day(3), type: 'Skip' })
    }
    let read: GoalWithLinks | undefined
    const own = contextFor(ctx.userId)
    const { calls } = await cost(async () => {
      read = await readGoalWithLinks(own, goalId)
    })
    expect(calls).toBeLessThanOrEqual(count === 100 ? 4 : 2)
    expect(read?.habits).toHaveLength(count)
    expect(read?.progress.habits).toMatchObject({ total: count, streakDays: 3 })
    expect(read?.progress.habits.consistency).toBeGreaterThan(0)
    expect(await cost(() => readProgress(contextFor(ctx.userId), goalId))).toMatchObject({
      calls: count === 100 ? 5 : 4,
    })
  })

  it('a goal with habits from before their days were kept in a row gets the same progress from their logs', async () => {
    const goalId = (await goal('With old habits')).id
    for (let i = 0; i < 3; i++) {
      const { id } = await createHabit(ctx, { ...HABIT_BODY, goalIds: [goalId] })
      await logDay(ctx, id, { date: new Date(ctx.now()).toISOString().slice(0, 10) })
    }
    const before = await readGoalWithLinks(contextFor(ctx.userId), goalId)
    for (const { id } of before.habits)
      await documentClient().send(
        new DeleteCommand({ TableName: tableName(), Key: { PK: userPk(ctx.userId), SK: sk.recentDays(id) } }),
      )
    const { progress } = await readGoalWithLinks(contextFor(ctx.userId), goalId)
    expect(progress).toEqual({ ...before.progress, health: expect.anything() })
    expect(progress.habits).toMatchObject({ total: 3, streakDays: 1 })
  })

  it('a goal that is not there is a 404, also with everything that is linked to it', async () => {
    await expect(readGoalWithLinks(ctx, '01ARZ3NDEKTSV4RRFFQ69G5FAV')).rejects.toMatchObject({ status: 404 })
  })

  it('the profile is read once for all that one request asks', async () => {
    const own = contextFor(ctx.userId)
    const { calls } = await cost(() => Promise.all([readProgress(own, ids[0] as string), loadProfile(own)]))
    expect(calls).toBe(3)
  })

  it('a completed task writes its summary for each of its goals: one row each', async () => {
    const { id } = await createTask(ctx, { title: 'Done', area: 'Health', goalIds: ids.slice(0, 2) })
    const { id: alone } = await createTask(ctx, { title: 'Done', area: 'Health' })
    const [linked, without] = [await cost(() => completeTask(ctx, id)), await cost(() => completeTask(ctx, alone))]
    expect(linked.writeUnits - without.writeUnits).toBe(4)
    expect(linked.calls).toBe(without.calls)
  })

  it('a page of activity ends where it is full', async () => {
    for (let i = 0; i < 5; i++) {
      const note = { type: 'note_added', title: `${i}`, description: null, entityType: null, entityId: null } as const
      await addActivity(ctx, ids[0] as string, note)
    }
    const { calls } = await cost(() => listActivity(ctx, ids[0] as string, { limit: 3 }))
    expect(calls).toBe(3)
  })
})
