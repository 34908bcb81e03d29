import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addDependency } from '../../../lib/domain/tasks/dependency.service.ts'
import { completeTask, createTask, readTask, updateTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity } from '../../../lib/domain/trash/trash.service.ts'
import { metered, type Usage } from '../../../lib/platform/log/meter.ts'
import { contextFor } from '../../support/context.ts'

const ctx = contextFor(randomUUID())
const cost = (work: () => Promise<unknown>): Promise<Usage> =>
  metered(async (usage) => {
    await work()
    return { ...usage }
  })

/** One write unit of every entity write is the status index. A transaction counts double, an index once. */
describe('what an operation costs', () => {
  it('create: one round trip, two units each for task and event, one for the index', async () => {
    expect(
      await cost(() => createTask(ctx, { title: 'Water the plants', area: 'Health', notes: 'x'.repeat(200) })),
    ).toEqual({ calls: 1, readUnits: 0, writeUnits: 5 })
  })
  it('read: one round trip, half a unit', async () => {
    const { id } = await createTask(ctx, { title: 'Read me', area: 'Health' })
    expect(await cost(() => readTask(ctx, id))).toEqual({ calls: 1, readUnits: 0.5, writeUnits: 0 })
  })
  it('change: a consistent read and one transaction', async () => {
    const { id } = await createTask(ctx, { title: 'Change me', area: 'Health' })
    const usage = await cost(() => updateTask(ctx, id, { title: 'Changed' }))
    expect(usage).toMatchObject({ calls: 2, readUnits: 1 })
    expect(usage.writeUnits).toBeLessThanOrEqual(5)
  })
  it('change of nothing: a read, no write', async () => {
    const { id } = await createTask(ctx, { title: 'Same', area: 'Health' })
    expect(await cost(() => updateTask(ctx, id, { title: 'Same' }))).toEqual({ calls: 1, readUnits: 1, writeUnits: 0 })
  })
  it('complete: task, its event, wallet, ledger row and its event, in one transaction', async () => {
    const { id } = await createTask(ctx, { title: 'Do me', area: 'Health' })
    const usage = await cost(() => completeTask(ctx, id))
    expect(usage).toMatchObject({ calls: 2, readUnits: 1 })
    expect(usage.writeUnits).toBeLessThanOrEqual(12)
  })
  it('depend: bounded reads, one transaction', async () => {
    const [a, b] = [
      await createTask(ctx, { title: 'A', area: 'Health' }),
      await createTask(ctx, { title: 'B', area: 'Health' }),
    ]
    expect((await cost(() => addDependency(ctx, a.id, b.id))).calls).toBeLessThanOrEqual(4)
  })
  it('delete: two reads of links, the task, one transaction', async () => {
    const { id } = await createTask(ctx, { title: 'Drop me', area: 'Health' })
    expect((await cost(() => deleteEntity(ctx, TASK, id))).calls).toBeLessThanOrEqual(4)
  })
})
