import { beforeAll, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/projections/handler.ts'
import { createGoal, readGoal, setCriterion, updateGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { CreateGoal } from '../../../lib/domain/goals/goal-input.schema.ts'
import { createMetric, updateMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { CreateMetric } from '../../../lib/domain/metrics/metric-input.schema.ts'
import { createLog, deleteLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { impactOf } from '../../../lib/domain/search/impact.service.ts'
import { completeTask, createTask, reopenTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

/** A person whose stream is delivered when the test says so: what is new with what comes of it, or all of it again. */
const person = () => {
  const userId = newUserId()
  const ctx = () => contextFor(userId)
  let delivered = 0
  const deliver = async (from = delivered): Promise<void> => {
    for (let next = from; ; next = delivered) {
      const records = await stream.all(userId)
      if (records.length === next) return
      delivered = records.length
      expect(await deliverTo(handler, records.slice(next))).toEqual([])
    }
  }
  return {
    userId,
    ctx,
    deliver,
    task: (body: object = {}) => createTask(ctx(), { title: 'Task', area: 'Health', ...body }),
    metric: (body: object = {}) => createMetric(ctx(), CreateMetric.parse({ name: 'Weight', ...body })),
    goal: (...successCriteria: object[]) => {
      const named = successCriteria.map((one, i) => ({ id: `c${i}`, description: `Criterion ${i}`, ...one }))
      const body = { title: 'Goal', area: 'Health', timeHorizon: 'Monthly', successCriteria: named }
      return createGoal(ctx(), CreateGoal.parse(body))
    },
    criteria: async (goalId: string) =>
      (await readGoal(ctx(), goalId)).successCriteria.map(({ completedAt }) => completedAt),
    log: (metricId: string, value: number) => createLog(ctx(), metricId, { value }),
  }
}
type Person = ReturnType<typeof person>

const inOrder = async (me: Person) => expect(violationsIn(await partitionOf(me.userId))).toEqual([])

describe('a criterion that is linked to a task', () => {
  it('is completed when the task is, since then, once, in every goal; the goal’s activity says so', async () => {
    const me = person()
    const task = await me.task()
    const goals = [await me.goal({ linkedTaskId: task.id }, {}), await me.goal({ linkedTaskId: task.id })]
    await me.deliver()
    expect(await me.criteria(goals[0]?.id ?? '')).toEqual([null, null])
    const { completedDate } = await completeTask(me.ctx(), task.id)
    await me.deliver()
    await me.deliver(0)
    expect(await me.criteria(goals[0]?.id ?? '')).toEqual([completedDate, null])
    expect(await me.criteria(goals[1]?.id ?? '')).toEqual([completedDate])
    const goal = await readGoal(me.ctx(), goals[0]?.id ?? '')
    expect(goal).toMatchObject({ version: 2, cachedProgress: 20 })
    const events = [...(await partitionOf(me.userId)).values()].filter(({ entityId }) => entityId === goal.id)
    expect(events.map(({ type, source }) => `${type} ${source}`)).toEqual([
      'goal.created api',
      'goal.criterion_completed sync',
    ])
    await inOrder(me)
  })

  it('opens again when the task does, unless somebody completed it at another time', async () => {
    const me = person()
    const task = await me.task()
    const [followed, byHand] = [await me.goal({ linkedTaskId: task.id }), await me.goal({ linkedTaskId: task.id })]
    const at = '2026-01-02T03:04:05.000Z'
    await setCriterion(me.ctx(), byHand.id, 'c0', { isCompleted: true, completedAt: at })
    await completeTask(me.ctx(), task.id)
    await me.deliver()
    await reopenTask(me.ctx(), task.id)
    await me.deliver()
    expect(await me.criteria(followed.id)).toEqual([null])
    expect(await me.criteria(byHand.id)).toEqual([at])
  })

  it('that was opened by hand stays open, however often the record of the completion comes', async () => {
    const me = person()
    const task = await me.task()
    const goal = await me.goal({ linkedTaskId: task.id })
    await completeTask(me.ctx(), task.id)
    await me.deliver()
    await setCriterion(me.ctx(), goal.id, 'c0', { isCompleted: false })
    await me.deliver()
    await me.deliver(0)
    expect(await me.criteria(goal.id)).toEqual([null])
  })

  it('is completed when the task was done before it was linked', async () => {
    const me = person()
    const task = await me.task()
    const { completedDate } = await completeTask(me.ctx(), task.id)
    const goal = await me.goal({})
    const successCriteria = [{ id: 'c0', description: 'Linked later', linkedTaskId: task.id }]
    await updateGoal(me.ctx(), goal.id, { successCriteria })
    await me.deliver()
    expect(await me.criteria(goal.id)).toEqual([completedDate])
    await inOrder(me)
  })
})

describe('a criterion that is linked to a metric', () => {
  it.each([
    { direction: 'Higher', own: null, values: [9.5, 10], reached: [false, true] },
    { direction: 'Lower', own: null, values: [10.1, 10, 12], reached: [false, true, true] },
    { direction: 'Target', own: null, values: [9.9, 10.1, 10], reached: [false, false, true] },
    { direction: 'Higher', own: 20, values: [10, 19, 21], reached: [false, false, true] },
    { direction: 'Lower', own: 0, values: [1, 0], reached: [false, true] },
  ])('is completed when a log reaches the target, $direction of 10 or its own $own', async (given) => {
    const me = person()
    const metric = await me.metric({ direction: given.direction, targetValue: 10 })
    const goal = await me.goal({ linkedMetricId: metric.id, targetValue: given.own })
    const seen = []
    for (const value of given.values) {
      await me.log(metric.id, value)
      await me.deliver()
      seen.push((await me.criteria(goal.id))[0] !== null)
    }
    expect(seen).toEqual(given.reached)
    await inOrder(me)
  })

  it('is completed when the target comes down to the value, and stays so when the log goes', async () => {
    const me = person()
    const metric = await me.metric({ direction: 'Higher', targetValue: 100 })
    const goal = await me.goal({ linkedMetricId: metric.id })
    const log = await me.log(metric.id, 60)
    await me.deliver()
    expect(await me.criteria(goal.id)).toEqual([null])
    await updateMetric(me.ctx(), metric.id, { targetValue: 50 })
    await me.deliver()
    expect(await me.criteria(goal.id)).toEqual([log.loggedAt])
    await deleteLog(me.ctx(), metric.id, log.id)
    await me.deliver()
    expect(await me.criteria(goal.id)).toEqual([log.loggedAt])
  })
})

describe('links of criteria', () => {
  it('go with what they lead to and come back with it, to the same criteria', async () => {
    const me = person()
    const task = await me.task()
    const goal = await me.goal({ linkedTaskId: task.id }, {}, { linkedTaskId: task.id })
    const links = async () => (await readGoal(me.ctx(), goal.id)).successCriteria.map((one) => one.linkedTaskId)
    await deleteEntity(me.ctx(), TASK, task.id)
    expect(await links()).toEqual([null, null, null])
    await inOrder(me)
    await restoreEntity(me.ctx(), 'task', task.id)
    expect(await links()).toEqual([task.id, null, task.id])
    await inOrder(me)
  })

  it('to what is gone do not come back with their goal, the others do', async () => {
    const me = person()
    const [kept, gone, metric] = [await me.task(), await me.task(), await me.metric()]
    const goal = await me.goal({ linkedTaskId: gone.id }, { linkedTaskId: kept.id, linkedMetricId: metric.id })
    await deleteEntity(me.ctx(), GOAL, goal.id)
    await deleteEntity(me.ctx(), TASK, gone.id)
    await restoreEntity(me.ctx(), 'goal', goal.id)
    expect((await readGoal(me.ctx(), goal.id)).successCriteria).toMatchObject([
      { linkedTaskId: null },
      { linkedTaskId: kept.id, linkedMetricId: metric.id },
    ])
    await inOrder(me)
  })

  it('are seen from both sides in the impact', async () => {
    const me = person()
    const [task, metric] = [await me.task(), await me.metric()]
    const goal = await me.goal({ linkedTaskId: task.id, linkedMetricId: metric.id })
    const from = (field: string) => [{ entityType: 'goal', id: goal.id, title: 'Goal', field }]
    expect((await impactOf(me.ctx(), 'task', task.id)).linkedFrom).toEqual(from('successCriteria.linkedTaskId'))
    expect((await impactOf(me.ctx(), 'metric', metric.id)).linkedFrom).toEqual(from('successCriteria.linkedMetricId'))
    expect((await impactOf(me.ctx(), 'goal', goal.id)).linksTo).toMatchObject([
      { entityType: 'task', id: task.id },
      { entityType: 'metric', id: metric.id },
    ])
  })

  it('are 30 at most, can all be replaced at once, and come back with their goal and its tasks', async () => {
    const me = person()
    const make = () => Promise.all(Array.from({ length: 31 }, () => me.task()))
    const [first, second] = [await make(), await make()]
    const linked = (tasks: { id: string }[]) => tasks.map(({ id }) => ({ linkedTaskId: id }))
    await expect(me.goal(...linked(first))).rejects.toMatchObject({ status: 400 })
    const goal = await me.goal(...linked(first.slice(1)))
    const successCriteria = second
      .slice(1)
      .map(({ id }, i) => ({ id: `c${i}`, description: 'Other', linkedTaskId: id }))
    await updateGoal(me.ctx(), goal.id, { successCriteria })
    await Promise.all(first.map(() => me.task({ goalIds: [goal.id] })))
    await deleteEntity(me.ctx(), GOAL, goal.id)
    await inOrder(me)
    await restoreEntity(me.ctx(), 'goal', goal.id)
    const rows = await partitionOf(me.userId)
    expect([...rows.keys()].filter((key) => key.startsWith(`LINK#GOAL#${goal.id}#TASK#`))).toHaveLength(31)
    expect((await readGoal(me.ctx(), goal.id)).successCriteria.filter((one) => one.linkedTaskId)).toHaveLength(30)
    expect(violationsIn(rows)).toEqual([])
  })
})
