import { expect, it } from 'vitest'
import { createGoal } from '../../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../../lib/domain/goals/goal.ts'
import { CreateGoal } from '../../../lib/domain/goals/goal-input.schema.ts'
import { linkToGoal } from '../../../lib/domain/goals/goal-link.service.ts'
import { linkEntry, mergeIntoDay, readEntry } from '../../../lib/domain/logbook/logbook.service.ts'
import { createProject } from '../../../lib/domain/projects/project.service.ts'
import { addDependency } from '../../../lib/domain/tasks/dependency.service.ts'
import { createTask, readTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

const person = () => {
  const userId = newUserId()
  const ctx = () => contextFor(userId)
  const many = <T>(n: number, make: (i: number) => Promise<T>) =>
    Promise.all(Array.from({ length: n }, (_, i) => make(i)))
  return {
    userId,
    ctx,
    many,
    goal: () => createGoal(ctx(), CreateGoal.parse({ title: 'Goal', area: 'Health', timeHorizon: 'Monthly' })),
    task: (body: object = {}) => createTask(ctx(), { title: 'Task', area: 'Health', ...body }),
  }
}

it('a restored goal gives a task no more goals than it may have, and the task can still be saved whole', async () => {
  const me = person()
  const goals = await me.many(10, me.goal)
  const task = await me.task({ goalIds: goals.map(({ id }) => id) })
  await deleteEntity(me.ctx(), GOAL, goals[0]?.id ?? '')
  const [eleventh] = [await me.goal()]
  await linkToGoal(me.ctx(), TASK, task.id, eleventh.id)
  await restoreEntity(me.ctx(), 'goal', goals[0]?.id ?? '')
  const { goalIds } = await readTask(me.ctx(), task.id)
  expect(goalIds).toHaveLength(10)
  expect(goalIds).not.toContain(goals[0]?.id)
  await updateTask(me.ctx(), task.id, { goalIds, title: 'Saved' })
  expect(violationsIn(await partitionOf(me.userId))).toEqual([])
})

it('a restored task gives a logbook entry no more tasks than it may have', async () => {
  const me = person()
  const tasks = await me.many(9, () => me.task())
  const entry = await mergeIntoDay(me.ctx(), { date: '2026-03-01', taskIds: tasks.slice(0, 8).map(({ id }) => id) })
  await deleteEntity(me.ctx(), TASK, tasks[0]?.id ?? '')
  await linkEntry(me.ctx(), entry.id, { entityType: 'task', entityId: tasks[8]?.id ?? '' })
  await restoreEntity(me.ctx(), 'task', tasks[0]?.id ?? '')
  expect((await readEntry(me.ctx(), entry.id)).taskIds).toHaveLength(8)
  expect(violationsIn(await partitionOf(me.userId))).toEqual([])
})

it('a task with every link it may have, that as many entries and goals lead to, comes back with all of them', async () => {
  const me = person()
  const goals = await me.many(10, me.goal)
  const projects = await me.many(10, () => createProject(me.ctx(), { name: 'Project', area: 'Health' }))
  const blockers = await me.many(15, () => me.task())
  const task = await me.task({ goalIds: goals.map(({ id }) => id), projectIds: projects.map(({ id }) => id) })
  for (const { id } of blockers) await addDependency(me.ctx(), task.id, id)
  await me.many(20, (i) =>
    mergeIntoDay(me.ctx(), { date: `2026-03-${String(i + 1).padStart(2, '0')}`, taskIds: [task.id] }),
  )
  const before = [...(await partitionOf(me.userId)).keys()].filter((key) => /^(LINK|DEP|DEPBY)#/.test(key))
  await deleteEntity(me.ctx(), TASK, task.id)
  await restoreEntity(me.ctx(), 'task', task.id)
  const rows = await partitionOf(me.userId)
  expect([...rows.keys()].filter((key) => /^(LINK|DEP|DEPBY)#/.test(key))).toEqual(before)
  expect(violationsIn(rows)).toEqual([])
})
