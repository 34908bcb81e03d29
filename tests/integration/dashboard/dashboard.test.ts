import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { handler } from '../../../functions/dashboard/handler.ts'
import type { DashboardQuery } from '../../../lib/domain/dashboard/dashboard.schema.ts'
import { readDashboard } from '../../../lib/domain/dashboard/dashboard.service.ts'
import { listGoals } from '../../../lib/domain/goals/goal.list.ts'
import { createGoal, updateGoal } from '../../../lib/domain/goals/goal.service.ts'
import { createHabit, listHabits } from '../../../lib/domain/habits/habit.service.ts'
import { createEntry, listEntries } from '../../../lib/domain/logbook/logbook.service.ts'
import { listMetrics } from '../../../lib/domain/metrics/metric.list.ts'
import { createMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { createLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { listProjects } from '../../../lib/domain/projects/project.list.ts'
import { createProject, updateProject } from '../../../lib/domain/projects/project.service.ts'
import { redeem } from '../../../lib/domain/rewards/redemption.service.ts'
import { createReward, listRewards } from '../../../lib/domain/rewards/reward.service.ts'
import { listTasks } from '../../../lib/domain/tasks/task.list.ts'
import { completeTask, createTask } from '../../../lib/domain/tasks/task.service.ts'
import { addPoints, readWallet } from '../../../lib/domain/wallet/wallet.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { metered } from '../../../lib/platform/log/meter.ts'
import { signUp } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { invoke } from '../../support/invoke.ts'

const whole: DashboardQuery = { includeCompleted: true, taskLimit: undefined, transactionLimit: 100 }

/** A little of everything, linked to one goal, some of it completed. */
const fill = async (ctx: () => Context) => {
  const goal = await createGoal(ctx(), {
    title: 'Goal',
    area: 'Health',
    timeHorizon: 'Yearly',
    successCriteria: [{ description: 'a', isCompleted: true }, { description: 'b' }],
  })
  const goalIds = [goal.id]
  const task = await createTask(ctx(), { title: 'Done', area: 'Health', goalIds, pointValue: 30 })
  await completeTask(ctx(), task.id)
  await createTask(ctx(), { title: 'Open', area: 'Health', goalIds })
  const project = await createProject(ctx(), { name: 'Shed', area: 'Operations', goalIds })
  await createProject(ctx(), { name: 'Boat', area: 'Operations' })
  await updateProject(ctx(), project.id, { status: 'Completed' })
  const metric = await createMetric(ctx(), {
    name: 'Steps',
    area: 'Health',
    unit: 'count',
    direction: 'Higher',
    targetValue: 10,
    goalIds,
  })
  await createLog(ctx(), metric.id, { value: 12, note: 'n' })
  await createHabit(ctx(), { name: 'Walk', area: 'Health', habitType: 'Build', frequency: 'Daily' })
  for (const date of ['2026-01-02', '2026-01-03']) await createEntry(ctx(), { date, energyLevel: 4 })
  const reward = await createReward(ctx(), { title: 'Tea', category: 'Custom', pointCost: 5, cooldownHours: 2 })
  await redeem(ctx(), reward.id, { notes: 'x' })
  return { goal, task, project }
}

describe('the dashboard', () => {
  it('holds row by row what the lists hold', async () => {
    const userId = randomUUID()
    const ctx = () => contextFor(userId)
    await fill(ctx)
    const dashboard = await readDashboard(ctx(), whole)
    expect(dashboard.tasks).toEqual((await listTasks(ctx(), {})).data)
    expect(dashboard.goals).toEqual((await listGoals(ctx(), {})).data)
    expect(dashboard.goals[0]?.cachedProgress).toBe(55)
    expect(dashboard.projects).toEqual((await listProjects(ctx(), {})).data)
    expect(dashboard.habits).toEqual((await listHabits(ctx(), {})).data)
    expect(dashboard.metrics).toEqual((await listMetrics(ctx(), {})).data)
    expect(dashboard.metrics[0]?.logs?.[0]).toMatchObject({ value: 12, note: 'n', notes: 'n' })
    expect(dashboard.logbookEntries).toEqual((await listEntries(ctx(), { sortOrder: 'desc' })).data)
    expect(dashboard.logbookEntries[0]).toMatchObject({ date: '2026-01-03', energy: 4 })
    const { data: rewards } = await listRewards(ctx(), {})
    expect(dashboard.rewards).toEqual(rewards)
    expect(rewards[0]).toMatchObject({ canRedeem: false, cooldownMessage: 'Available in 2 hours' })
    const wallet = await readWallet(ctx())
    expect(dashboard.wallet).toMatchObject({
      balance: { totalPoints: wallet.balance, lifetimeEarned: wallet.lifetimeEarned, userId },
      recentTransactions: wallet.recentTransactions,
    })
  })

  it('leaves out what is completed only when asked to, and cuts where asked to', async () => {
    const { accessToken: token, userId } = await signUp()
    const ctx = () => contextFor(userId)
    const { goal } = await fill(ctx)
    await updateGoal(ctx(), goal.id, { status: 'Achieved' })
    const read = async (path: string, query: Record<string, string> = {}) =>
      (await invoke(handler, 'GET', path, { token, query })).data
    const [all, open] = await Promise.all([
      read('/growth-system/dashboard'),
      read('/dashboard/summary', { includeCompleted: 'false' }),
    ])
    const names = (data: Record<string, { title?: string; name?: string }[]>) =>
      ['tasks', 'goals', 'projects'].map((key) => data[key]?.map(({ title, name }) => title ?? name))
    expect(names(all)).toEqual([['Done', 'Open'], ['Goal'], ['Shed', 'Boat']])
    expect(names(open)).toEqual([['Open'], [], ['Boat']])
    const cut = await read('/dashboard/summary', { taskLimit: '1', transactionLimit: '1' })
    expect([cut.tasks.length, cut.wallet.recentTransactions.length]).toEqual([1, 1])
    // Progress counts the tasks that were cut, too.
    expect(cut.goals).toEqual(all.goals)
    for (const [name, value] of [
      ['taskLimit', '0'],
      ['includeCompleted', 'maybe'],
      ['transactionLimit', 'x'],
    ] as const) {
      const refused = await invoke(handler, 'GET', '/dashboard/summary', { token, query: { [name]: value } })
      expect([refused.status, refused.error.details[0].loc]).toEqual([400, ['query', name]])
    }
  })

  it('never answers more than a Lambda can: the longest lists are cut, short ones stay whole', async () => {
    const { accessToken: token, userId } = await signUp()
    const ctx = () => contextFor(userId)
    await fill(ctx)
    const notes = '日'.repeat(33_000)
    await inTurns(45, (i) => createEntry(ctx(), { date: `20${10 + i}-05-05`, notes }))
    await inTurns(45, (i) => createProject(ctx(), { name: `Project ${i}`, area: 'Love', notes }))
    const answer = await invoke(handler, 'GET', '/growth-system/dashboard', { token })
    expect(Buffer.byteLength(JSON.stringify({ body: answer.raw }))).toBeLessThan(6_000_000)
    const { tasks, projects, logbookEntries } = answer.data
    expect([tasks.length, projects[0].name, logbookEntries[0].date]).toEqual([2, 'Shed', '2054-05-05'])
    for (const cut of [projects, logbookEntries]) expect(cut.length > 20 && cut.length < 45).toBe(true)
  })

  it('of somebody new is empty, not missing', async () => {
    const dashboard = await readDashboard(contextFor(randomUUID()), whole)
    const { wallet, ...lists } = dashboard
    expect(Object.values(lists)).toEqual(Object.values(lists).map(() => []))
    expect(wallet).toMatchObject({ balance: { totalPoints: 0 }, recentTransactions: [] })
  })

  it('takes eight round trips, however much there is', async () => {
    const userId = randomUUID()
    const ctx = () => contextFor(userId)
    const cost = () =>
      metered(async (usage) => {
        const dashboard = await readDashboard(ctx(), whole)
        return { calls: usage.calls, units: usage.readUnits, rows: dashboard.tasks.length }
      })
    await fill(ctx)
    expect((await cost()).calls).toBeLessThanOrEqual(8)
    const many = <T>(count: number, make: (i: number) => Promise<T>) => inTurns(count, make)
    const goals = await many(50, (i) =>
      createGoal(ctx(), { title: `Goal ${i}`, area: 'Wealth', timeHorizon: 'Monthly' }),
    )
    const goalIds = (i: number) => [goals[i % 50]?.id ?? '']
    await many(500, (i) =>
      createTask(ctx(), { title: `Task ${i}`, area: 'Love', description: 'x'.repeat(300), goalIds: goalIds(i) }),
    )
    await many(30, (i) =>
      createHabit(ctx(), {
        name: `Habit ${i}`,
        area: 'Health',
        habitType: 'Build',
        frequency: 'Daily',
        goalIds: goalIds(i),
      }),
    )
    await many(30, async (i) => {
      const metric = await createMetric(ctx(), {
        name: `Metric ${i}`,
        area: 'Health',
        unit: 'count',
        direction: 'Higher',
        goalIds: goalIds(i),
      })
      for (let log = 0; log < 10; log++) await createLog(ctx(), metric.id, { value: log })
    })
    await many(20, (i) =>
      addPoints(ctx(), {
        amount: i + 1,
        source: 'manual',
        description: 'd',
        sourceEntityType: null,
        sourceEntityId: null,
      }),
    )
    const { calls, rows } = await cost()
    expect(rows).toBe(502)
    expect(calls).toBeLessThanOrEqual(8)
  })
})

/** Ten at a time. */
const inTurns = async <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> => {
  const made: T[] = []
  for (let i = 0; i < count; i += 10)
    made.push(...(await Promise.all(Array.from({ length: Math.min(10, count - i) }, (_, j) => make(i + j)))))
  return made
}
