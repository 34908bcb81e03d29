import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMetric, readMetric } from '../../../lib/domain/metrics/metric.service.ts'
import { createLog } from '../../../lib/domain/metrics/metric-log.service.ts'
import { addDependency, listDependencies } from '../../../lib/domain/tasks/dependency.service.ts'
import { createTask, readTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let sent = 0
let beforeTransaction: (() => Promise<unknown>) | null = null
beforeAll(() =>
  documentClient().middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        sent += 1
        if (String(commandName).startsWith('TransactWrite')) await beforeTransaction?.()
        return next(args)
      },
    { step: 'initialize', name: 'hot rows' },
  ),
)
afterAll(() => void documentClient().middlewareStack.remove('hot rows'))

/** Runs writers at once. `calls`: to the table, by each on average, those that fail included. */
const atOnce = async (writers: number, write: (i: number) => Promise<unknown>) => {
  sent = 0
  const outcomes = await Promise.allSettled(Array.from({ length: writers }, (_, i) => write(i)))
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.status] : []))
  return { written: writers - refused.length, refused, calls: sent / writers }
}

const tasksOf = async (userId: string, count: number) => {
  const ids: string[] = []
  for (let i = 0; i < count; i++)
    ids.push((await createTask(contextFor(userId), { title: `Task ${i}`, area: 'Health' })).id)
  return ids
}

it('60 logs of one metric at once are all counted, for twice the calls of one and little more', async () => {
  const userId = newUserId()
  const metric = { name: 'Pulse', area: 'Health', unit: 'count', direction: 'Higher' } as const
  const { id } = await createMetric(contextFor(userId), metric)
  const alone = await atOnce(1, () => createLog(contextFor(userId), id, { value: 1 }))
  const { written, calls } = await atOnce(60, (i) => createLog(contextFor(userId), id, { value: i }))
  expect(written).toBe(60)
  expect(await readMetric(contextFor(userId), id)).toMatchObject({ logCount: 61 })
  expect(calls).toBeLessThan(3 * alone.calls)
  expect(violationsIn(await partitionOf(userId))).toEqual([])
})

it('79 tasks that come to depend on one at once all do, for twice the calls of one and little more', async () => {
  const userId = newUserId()
  const [hub = '', ...ids] = await tasksOf(userId, 81)
  const alone = await atOnce(1, () => addDependency(contextFor(userId), ids[79] ?? '', hub))
  const { written, calls } = await atOnce(79, (i) => addDependency(contextFor(userId), ids[i] ?? '', hub))
  expect(written).toBe(79)
  expect(calls).toBeLessThan(3 * alone.calls)
  expect(violationsIn(await partitionOf(userId))).toEqual([])
})

it('of 79 dependencies of one task at once as many are added as it may have, the others are refused at once', async () => {
  const userId = newUserId()
  const [task = '', ...ids] = await tasksOf(userId, 80)
  const { written, refused, calls } = await atOnce(79, (i) => addDependency(contextFor(userId), task, ids[i] ?? ''))
  expect([written, new Set(refused)]).toEqual([15, new Set([409])])
  expect(await listDependencies(contextFor(userId), task)).toHaveLength(15)
  expect(calls).toBeLessThan(9)
  expect(violationsIn(await partitionOf(userId))).toEqual([])
})

it('a graph is not walked again when only the task has changed since', async () => {
  const ctx = contextFor(newUserId())
  const ids = await tasksOf(ctx.userId, 12)
  for (let i = 1; i < 11; i++) await addDependency(ctx, ids[i] ?? '', ids[i + 1] ?? '')
  const add = (task: string) => atOnce(1, () => addDependency(ctx, task, ids[1] ?? ''))
  const [spare = '', task = ''] = await tasksOf(ctx.userId, 2)
  const undisturbed = await add(spare)
  beforeTransaction = () => {
    beforeTransaction = null
    return updateTask(ctx, task, { title: 'Changed meanwhile' })
  }
  const { written, calls } = await add(task)
  expect([written, await readTask(ctx, task)]).toEqual([
    1,
    expect.objectContaining({ title: 'Changed meanwhile', dependsOnIds: [ids[1]], version: 3 }),
  ])
  // The disturbance reads and writes; then the task is read and the transaction sent once more.
  expect(calls - undisturbed.calls).toBe(2 + 2)
})
