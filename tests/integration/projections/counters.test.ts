import { beforeAll, describe, expect, it } from 'vitest'
import { handler } from '../../../functions/projections/handler.ts'
import { randomFrom } from '../../../infra/seed/random.ts'
import { listTasks } from '../../../lib/domain/tasks/task.list.ts'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { deleteEntity, restoreEntity } from '../../../lib/domain/trash/trash.service.ts'
import { sk } from '../../../lib/platform/table/keys.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf } from '../../support/partition.ts'
import { deliverTo, tailStream } from '../../support/stream.ts'
import { randomCommand } from '../../support/task-commands.ts'

let stream: Awaited<ReturnType<typeof tailStream>>
beforeAll(async () => {
  stream = await tailStream()
})

/** What is stored, counted by hand. */
const expected = async (userId: string) => {
  const keys = [...(await partitionOf(userId)).keys()]
  const count = (prefix: string) => keys.filter((key) => key.startsWith(prefix)).length
  return { task: count('TASK#'), transaction: count('TXN#') }
}
const counters = async (userId: string) => {
  const { task = 0, transaction = 0 } = (await partitionOf(userId)).get(sk.counters()) ?? {}
  return { task, transaction }
}

const busyPerson = async (seed: number): Promise<string> => {
  const userId = newUserId()
  const random = randomFrom(seed)
  const ids: string[] = []
  for (let step = 0; step < 25; step++) await randomCommand(contextFor(userId), ids, random)
  return userId
}

describe('counters', () => {
  it('are the numbers of stored entities, whatever a person does and however often records come', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const userId = await busyPerson(seed)
      const records = await stream.all(userId)
      const random = randomFrom(seed)
      // At least once, and in order: Lambda goes back to any record it has not had an answer for.
      for (let start = 0; start < records.length; ) {
        const size = 1 + Math.floor(random() * 12)
        expect(await deliverTo(handler, records.slice(start, start + size))).toEqual([])
        start += random() < 0.3 ? Math.floor(-size * random()) + 1 : size
        start = Math.max(0, start)
      }
      expect(await counters(userId), `seed ${seed}`).toEqual(await expected(userId))
    }
  })

  it('count each row once when two deliveries of the same batch run at once', async () => {
    const userId = await busyPerson(77)
    const records = await stream.all(userId)
    await Promise.all([1, 2, 3].map(() => deliverTo(handler, records)))
    expect(await counters(userId)).toEqual(await expected(userId))
  })

  it('keep the people of one batch apart', async () => {
    const [one, two] = await Promise.all([busyPerson(5), busyPerson(6)])
    const records = [...(await stream.all(one)), ...(await stream.all(two))]
    await deliverTo(handler, records)
    expect(await counters(one)).toEqual(await expected(one))
    expect(await counters(two)).toEqual(await expected(two))
  })

  it('give the total of a list that does not fit its page', async () => {
    const userId = newUserId()
    const ctx = contextFor(userId)
    const ids: string[] = []
    for (let i = 0; i < 7; i++) ids.push((await createTask(ctx, { title: `${i}`, area: 'Love' })).id)
    await deleteEntity(ctx, TASK, ids[0] ?? '')
    await deleteEntity(ctx, TASK, ids[1] ?? '')
    await restoreEntity(ctx, 'task', ids[0] ?? '')
    await deliverTo(handler, await stream.all(userId))
    expect(await listTasks(ctx, { pageSize: 2 })).toMatchObject({ total: 6, hasMore: true })
  })
})
