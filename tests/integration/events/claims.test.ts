import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import { TASK } from '../../../lib/domain/tasks/task.ts'
import { update } from '../../../lib/platform/events/change.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { type Claim, IdempotencyReplay, storedResult } from '../../../lib/platform/idempotency.ts'
import { contextFor } from '../../support/context.ts'
import { partitionOf } from '../../support/partition.ts'

const claim = (): Claim => ({ route: 'createTask', key: 'k', bodyHash: 'h', settled: false })
const input = { title: 'One', area: 'Health' as const }

it('the transaction that is given a claim settles it with its answer; work without one stores none', async () => {
  const ctx = contextFor(randomUUID())
  await createTask(ctx, input)
  expect(await storedResult(ctx, claim())).toBeNull()
  const own = claim()
  const task = await createTask(ctx, input, own)
  expect([own.settled, await storedResult(ctx, claim())]).toEqual([true, { result: task }])
})

it('a settled claim is not settled again: a request has one answer, and the second transaction writes nothing', async () => {
  const ctx = contextFor(randomUUID())
  const own = claim()
  const task = await createTask(ctx, input, own)
  const change = update(TASK, task, { title: 'Two' }, Date.now() + 1)
  await expect(commit(ctx, { changes: change ? [change] : [], result: null }, own)).rejects.toThrow('answer already')
  expect((await partitionOf(ctx.userId)).get(`TASK#${task.id}`)?.title).toBe('One')
})

it('of two requests with one key the second writes nothing and is told so', async () => {
  const ctx = contextFor(randomUUID())
  await createTask(ctx, input, claim())
  await expect(createTask(ctx, input, claim())).rejects.toThrow(IdempotencyReplay)
  expect([...(await partitionOf(ctx.userId)).keys()].filter((key) => key.startsWith('TASK#'))).toHaveLength(1)
})
