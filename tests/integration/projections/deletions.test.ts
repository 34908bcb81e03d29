import { beforeAll, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/projections/handler.ts'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { CreateGoal } from '../../../lib/domain/goals/goal-input.schema.ts'
import { createTask, readTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { remove } from '../../../lib/platform/events/change.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { load } from '../../../lib/platform/events/mutate.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

it('a deletion that was cut short is finished by the stream, once or twice, with everything in order', async () => {
  const userId = newUserId()
  const ctx = contextFor(userId)
  const parent = await createTask(ctx, { title: 'Parent', area: 'Health' })
  const children = []
  for (let i = 0; i < 45; i++)
    children.push(await createTask(ctx, { title: `Child ${i}`, area: 'Health', parentTaskId: parent.id }))
  // What deleteEntity commits first for an entity with many links; then its process dies.
  const backlinks = children.map(({ id }) => ({ kind: 'task', id, field: 'parentTaskId' }))
  await commit(ctx, { changes: [remove(TASK, parent, Date.now() + 1, { backlinks, pending: true })], result: null })
  const trash = `TRASH#TASK#${parent.id}`
  const records = await stream.records(userId, 1, (sk) => sk === trash)
  expect(await deliverTo(handler, records)).toEqual([])
  const rows = await partitionOf(userId)
  expect(rows.get(trash)?.trash).not.toHaveProperty('pending')
  expect((await readTask(ctx, children[44]?.id ?? '')).parentTaskId).toBeNull()
  expect(violationsIn(rows)).toEqual([])
  expect(await deliverTo(handler, records)).toEqual([])
  expect(violationsIn(await partitionOf(userId))).toEqual([])
})

/** A goal with tasks that point at it. */
const goalWith = async (ctx: Context, tasks: number) => {
  const goal = await createGoal(ctx, CreateGoal.parse({ title: 'Goal', area: 'Health', timeHorizon: 'Monthly' }))
  for (let i = 0; i < tasks; i++)
    await createTask(contextFor(ctx.userId), { title: `Task ${i}`, area: 'Health', goalIds: [goal.id] })
  return goal
}
const linksOf = async (userId: string, goalId: string) =>
  [...(await partitionOf(userId)).keys()].filter((key) => key.startsWith(`LINK#GOAL#${goalId}#`)).length
/** A context whose time is over once `steps` transactions were decided on: what a Lambda's end leaves behind. */
const endingAfter = (userId: string, steps: number): Context => {
  let asked = 0
  const now = () => {
    asked += 1
    if (asked > steps) throw new Error('The process ends')
    return Date.now()
  }
  return contextFor(userId, { now })
}

describe('a goal with 70 tasks', () => {
  it.each(['the stream', 'a repeat'])(
    'restored in a process that ends midway gets every link back by %s',
    async (by) => {
      const userId = newUserId()
      const goal = await goalWith(contextFor(userId), 70)
      await deleteEntity(contextFor(userId), GOAL, goal.id)
      expect(await linksOf(userId, goal.id)).toBe(0)
      await expect(restoreEntity(endingAfter(userId, 4), 'goal', goal.id)).rejects.toThrow('The process ends')
      const midway = await linksOf(userId, goal.id)
      expect(midway).toBeGreaterThan(0)
      expect(midway).toBeLessThan(70)
      const restoring = await stream.records(userId, 1, (sk) => sk.startsWith('RESTORE#'))
      if (by === 'the stream') expect(await deliverTo(handler, restoring)).toEqual([])
      else await restoreEntity(contextFor(userId), 'goal', goal.id)
      expect(await linksOf(userId, goal.id)).toBe(70)
      const rows = await partitionOf(userId)
      expect([...rows.keys()].filter((key) => key.startsWith('RESTORE#'))).toEqual([])
      expect(violationsIn(rows)).toEqual([])
    },
  )

  it('that was restored keeps its links when the record of its deletion comes late', async () => {
    const userId = newUserId()
    const goal = await goalWith(contextFor(userId), 25)
    await deleteEntity(contextFor(userId), GOAL, goal.id)
    const claim = { route: 'restoreEntity', key: 'k', bodyHash: 'h', settled: false }
    await restoreEntity(contextFor(userId), 'goal', goal.id, claim)
    expect(claim.settled).toBe(true)
    expect(await linksOf(userId, goal.id)).toBe(25)
    const late = await stream.records(userId, 1, (sk) => sk === `TRASH#GOAL#${goal.id}`)
    expect(await deliverTo(handler, late)).toEqual([])
    expect(await linksOf(userId, goal.id)).toBe(25)
  })
})

it('a link that was made while its goal was being deleted is taken away by the stream', async () => {
  const userId = newUserId()
  const goal = await goalWith(contextFor(userId), 0)
  // What deleteEntity commits when it has read the links, and another request adds one before it commits.
  const late = await createTask(contextFor(userId), { title: 'Late', area: 'Health', goalIds: [goal.id] })
  const stored = await load(contextFor(userId), GOAL, goal.id)
  await commit(contextFor(userId), { changes: [remove(GOAL, stored, Date.now() + 1, { backlinks: [] })], result: null })
  const records = await stream.records(userId, 1, (sk) => sk.startsWith('TRASH#'))
  expect(await deliverTo(handler, records)).toEqual([])
  expect((await readTask(contextFor(userId), late.id)).goalIds).toEqual([])
  expect(violationsIn(await partitionOf(userId))).toEqual([])
})
