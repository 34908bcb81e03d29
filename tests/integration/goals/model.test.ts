import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { randomFrom } from '../../../infra/seed/random.ts'
import { listGoals } from '../../../lib/domain/goals/goal.list.ts'
import { createGoal, readProgress, setCriterion, updateGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { linkToGoal, unlinkFromGoal } from '../../../lib/domain/goals/goal-link.service.ts'
import { createMetric, updateMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { METRIC } from '../../../lib/domain/metrics/metric.ts'
import { createLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { createProject } from '../../../lib/domain/projects/project.service.ts'
import { PROJECT } from '../../../lib/domain/projects/project.ts'
import { completeTask, createTask, reopenTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import type { Item } from '../../../lib/platform/table/table.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

type Made = { goal: string[]; task: string[]; metric: string[]; project: string[] }

/** One random thing a person may do to goals and what is linked to them. Refusals are ordinary. */
const randomCommand = async (ctx: Context, made: Made, random: () => number): Promise<void> => {
  const pick = <T>(list: T[]): T | undefined => list[Math.floor(random() * list.length)]
  const any = (kind: keyof Made) => pick(made[kind]) ?? 'none'
  const goalIds = () => made.goal.filter(() => random() < 0.3).slice(0, 5)
  const kinds = { goal: GOAL, task: TASK, metric: METRIC, project: PROJECT }
  const name = () => pick(['goal', 'task', 'metric', 'project'] as const) ?? 'task'
  const create = {
    goal: () => createGoal(ctx, { title: 'Goal', area: 'Love', timeHorizon: 'Daily', successCriteria: criteria() }),
    task: () => createTask(ctx, { title: 'Task', area: 'Love', goalIds: goalIds() }),
    metric: () => createMetric(ctx, { ...METRIC_BODY, goalIds: goalIds() }),
    project: () => createProject(ctx, { name: 'Project', area: 'Love', goalIds: goalIds() }),
  }
  const some = (kind: keyof Made) => (random() < 0.4 ? (pick(made[kind]) ?? null) : null)
  const criteria = () =>
    Array.from({ length: Math.floor(random() * 4) }, (_, i) => ({
      id: `c${i}`,
      description: 'x',
      linkedTaskId: some('task'),
      linkedMetricId: some('metric'),
    }))
  const grow = async () => {
    const kind = name()
    made[kind].push((await create[kind]()).id)
  }
  const withKind = (work: (kind: keyof Made) => Promise<unknown>) => work(name())
  const commands: (() => Promise<unknown>)[] = [
    grow,
    grow,
    () => completeTask(ctx, any('task')),
    () => completeTask(ctx, any('task')),
    () => reopenTask(ctx, any('task')),
    () => createLog(ctx, any('metric'), { value: Math.floor(random() * 20) }),
    () => updateMetric(ctx, any('metric'), { targetValue: Math.floor(random() * 20) }),
    () => linkToGoal(ctx, TASK, any('task'), any('goal')),
    () => linkToGoal(ctx, METRIC, any('metric'), any('goal')),
    () => unlinkFromGoal(ctx, TASK, any('task'), any('goal')),
    () => setCriterion(ctx, any('goal'), 'c0', { isCompleted: random() < 0.7 }),
    () => updateGoal(ctx, any('goal'), { successCriteria: criteria() }),
    () => updateGoal(ctx, any('goal'), { parentGoalId: any('goal') }),
    () => updateGoal(ctx, any('goal'), { status: pick(['Active', 'Achieved'] as const), notes: `${random()}` }),
    () => withKind((kind) => deleteEntity(ctx, kinds[kind] as typeof TASK, any(kind))),
    () => withKind((kind) => restoreEntity(ctx, kind, any(kind))),
  ]
  try {
    await (pick(commands) ?? grow)()
  } catch (error) {
    if (![400, 404, 409].includes((error as { status?: number }).status ?? 0)) throw error
  }
}

const METRIC_BODY = { name: 'Metric', area: 'Love', unit: 'count', direction: 'Higher', targetValue: 10 } as const

/** Progress counted from the entities themselves, without links and what they tell. */
const counted = (rows: Map<string, Item>, goalId: string) => {
  const of = (prefix: string) =>
    [...rows].flatMap(([key, item]) =>
      key.startsWith(prefix) && ((item.goalIds ?? []) as string[]).includes(goalId) ? [item] : [],
    )
  const [tasks, metrics] = [of('TASK#'), of('METRIC#')]
  const atTarget = metrics.filter(({ currentValue, targetValue }) => {
    if (typeof currentValue !== 'number' || typeof targetValue !== 'number') return false
    return currentValue * 10 >= targetValue * 9
  })
  return {
    tasks: { completed: tasks.filter(({ status }) => status === 'Done').length, total: tasks.length },
    metrics: { atTarget: atTarget.length, total: metrics.length },
  }
}

const check = async (userId: string, what: string) => {
  const rows = await partitionOf(userId)
  expect(violationsIn(rows), what).toEqual([])
  for (const goal of (await listGoals(contextFor(userId), {})).data) {
    const progress = await readProgress(contextFor(userId), goal.id)
    expect(progress, what).toMatchObject(counted(rows, goal.id))
    expect(goal.cachedProgress, what).toBe(progress.overall)
  }
  const parents = [...rows]
    .filter(([key]) => key.startsWith('GOAL#'))
    .map(([, { id, parentGoalId }]) => [id, parentGoalId])
  const parentOf = new Map(parents as [string, string | undefined][])
  for (const id of parentOf.keys()) {
    let [at, steps]: [string | undefined, number] = [id, 0]
    for (; at; at = parentOf.get(at)) expect(steps++, `${what}: a cycle of goals`).toBeLessThan(parentOf.size)
  }
}

it('after any sequence of commands progress is what the entities give, and links tell the truth', async () => {
  let linked = 0
  for (let seed = 1; seed <= 8; seed++) {
    const userId = randomUUID()
    const random = randomFrom(seed)
    const made: Made = { goal: [], task: [], metric: [], project: [] }
    for (let step = 0; step < 60; step++) await randomCommand(contextFor(userId), made, random)
    await check(userId, `seed ${seed}`)
    const rows = await partitionOf(userId)
    const criteria = [...rows].flatMap(([key, { successCriteria }]) =>
      /^GOAL#/.test(key) ? (successCriteria ?? []) : [],
    )
    for (const { linkedTaskId, linkedMetricId } of criteria as { linkedTaskId?: string; linkedMetricId?: string }[]) {
      if (linkedTaskId || linkedMetricId) linked += 1
      if (linkedTaskId) expect(rows.has(`TASK#${linkedTaskId}`), `seed ${seed}`).toBe(true)
      if (linkedMetricId) expect(rows.has(`METRIC#${linkedMetricId}`), `seed ${seed}`).toBe(true)
    }
  }
  expect(linked).toBeGreaterThan(0)
})

it('so it is when several writers go at the same goals at once', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const userId = randomUUID()
    const made: Made = { goal: [], task: [], metric: [], project: [] }
    const writer = async (random: () => number) => {
      for (let step = 0; step < 25; step++) await randomCommand(contextFor(userId), made, random)
    }
    await Promise.all([1, 2, 3, 4].map((n) => writer(randomFrom(seed * 100 + n))))
    await check(userId, `seed ${seed}`)
  }
})
