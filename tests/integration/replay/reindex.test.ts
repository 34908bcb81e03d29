import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { recount } from '../../../infra/scripts/recount.ts'
import { search } from '../../../lib/domain/search/search.service.ts'
import { createTask } from '../../../lib/domain/tasks/task.service.ts'
import { addCounts, readCounters } from '../../../lib/platform/counters.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const soon = () => Date.now() + AMPLE_MS

const personWith = async (tasks: number): Promise<string> => {
  const userId = newUserId()
  for (let i = 0; i < tasks; i++) await createTask(contextFor(userId), { title: `Task ${i}`, area: 'Health' })
  return userId
}

it('npm run reindex makes the index and the counters of a person anew', async () => {
  const userId = await personWith(3)
  const child = spawn(process.execPath, [resolve('infra/reindex.ts'), '--user', userId], { env: process.env })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'close')
  expect([code, output]).toEqual([
    0,
    '3 entities indexed, 6 rows of the index changed\n3 task\n0 bytes stored outside the table\n',
  ])
  expect((await readCounters(userId, soon())).counts).toEqual({ task: 3 })
  expect(await search(contextFor(userId), { q: 'task', limit: 5 })).toMatchObject({ total: 3, source: 'index' })
})

it('counting anew keeps the place in the stream, and starts again when the stream moves on meanwhile', async () => {
  const userId = await personWith(2)
  const wrong = { counts: { task: 40, goal: 2 }, upTo: '07' }
  await addCounts(userId, await readCounters(userId, soon()), wrong, soon())
  const counting = recount(userId, soon(), 300)
  await addCounts(userId, wrong, { counts: { task: 1 }, upTo: '08' }, soon())
  expect(await counting).toEqual({ task: 2 })
  expect(await readCounters(userId, soon())).toEqual({ counts: { task: 2, goal: 0 }, upTo: '08' })
})

it('counting anew gives up in time when a person never stops writing', async () => {
  const userId = await personWith(1)
  await expect(recount(userId, Date.now() + 50, 100)).rejects.toThrow('keeps changing')
})
