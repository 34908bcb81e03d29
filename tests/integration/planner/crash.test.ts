import { expect, it } from 'vitest'
import { applyPlan, revertPlan } from '../../../lib/domain/planner/apply/apply.service.ts'
import { planDay } from '../../../lib/domain/planner/plan.service.ts'
import type { Task } from '../../../lib/domain/tasks/task.schema.ts'
import { createTask, readTask } from '../../../lib/domain/tasks/task.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import { models } from '../../../lib/providers/llm/models.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

/** Gives ids until it breaks, as a process that ends in the middle of its work. */
const breakingAfter = (count: number): Context['newId'] => {
  let left = count
  return (at) => {
    left -= 1
    if (left < 0) throw new Error('The process is gone')
    return newUlid(at)
  }
}

it('a plan whose application or undoing broke off is finished by a repeat, each task changed once', async () => {
  const ctx = contextFor(newUlid())
  const tasks: Task[] = []
  for (let i = 0; i < 60; i++) tasks.push(await createTask(ctx, { title: `T${i}`, area: 'Health', size: 15 }))
  const { result: plan } = await planDay(ctx, models, {
    date: '2031-03-03',
    endDate: '2031-03-09',
    preferences: { bufferMinutes: 5, maxFocusHours: 8 },
  })
  expect(new Set(plan.scheduledTasks.map(({ taskId }) => taskId)).size).toBe(60)
  const versions = async () =>
    (await Promise.all(tasks.map(({ id }) => readTask(ctx, id)))).map(({ version }) => version)
  const at = async (version: number) => (await versions()).filter((one) => one === version).length

  await expect(applyPlan(contextFor(ctx.userId, { newId: breakingAfter(30) }), plan.planId)).rejects.toThrow('gone')
  expect(await at(2)).toBe(25)
  expect((await applyPlan(ctx, plan.planId)).tasks).toHaveLength(60)
  expect(await at(2)).toBe(60)

  await expect(revertPlan(contextFor(ctx.userId, { newId: breakingAfter(30) }), plan.planId)).rejects.toThrow('gone')
  expect(await at(3)).toBe(25)
  // Once it is being undone, nothing of it is applied any more.
  await expect(applyPlan(ctx, plan.planId)).rejects.toMatchObject({ status: 409 })
  expect((await revertPlan(ctx, plan.planId)).tasks).toHaveLength(60)
  expect(await at(3)).toBe(60)
  for (const { id } of tasks)
    expect(await readTask(ctx, id)).toMatchObject({ scheduledStart: null, scheduledEnd: null, aiContext: null })
  expect(violationsIn(await partitionOf(ctx.userId))).toEqual([])
})
