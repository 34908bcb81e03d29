import { beforeAll, expect, it } from 'vitest'
import { handler } from '../../../functions/projections/handler.ts'
import { createTask, readTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { remove } from '../../../lib/platform/events/change.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { newUserId } from '../../support/cloud.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'
import { contextFor } from '../../support/task-commands.ts'

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
