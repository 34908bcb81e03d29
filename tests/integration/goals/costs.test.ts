import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { addActivity, listActivity } from '../../../lib/domain/goals/activity.service.ts'
import { listGoals } from '../../../lib/domain/goals/goal.list.ts'
import { createGoal, readGoal, updateGoal } from '../../../lib/domain/goals/goal.service.ts'
import { completeTask, createTask } from '../../../lib/domain/tasks/task.service.ts'
import { metered, type Usage } from '../../../lib/platform/log/meter.ts'
import { contextFor } from '../../support/context.ts'

const ctx = contextFor(randomUUID())
const cost = (work: () => Promise<unknown>): Promise<Usage> =>
  metered(async (usage) => {
    await work()
    return { ...usage }
  })
const goal = (title = 'Run far') => createGoal(ctx, { title, area: 'Health', timeHorizon: 'Daily' })

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

  it('a completed task tells each of its goals: one row each', async () => {
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
