import { expect, test } from 'vitest'
import { startDue } from '../../../lib/domain/calendar/sync/due.service.ts'
import { ROUND_MS } from '../../../lib/domain/calendar/sync/round.ts'
import { type Due, newStateWrite, reschedule } from '../../../lib/domain/calendar/sync/sync-state.repository.ts'
import { chunked, inParallel } from '../../../lib/platform/batches.ts'
import { isoAt } from '../../../lib/platform/context.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import type { Run } from '../../../lib/platform/schedule/run.ts'
import { transactWrite } from '../../../lib/platform/table/table.ts'
import { HOUR_MS } from '../../../lib/platform/units.ts'
import { newUserId } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'

/** A time at which nothing of other tests is due that will not have been for long. */
const MOST = 500
const FUTURE = Date.parse('2090-01-01T00:00:00Z')

test('connections that are due in the table are all started within two rounds, each once', async () => {
  const people = Array.from({ length: 8 }, newUserId)
  const wanted = new Map<string, Due>()
  await inParallel(people, 4, async (userId) => {
    const ctx = contextFor(userId, { now: () => FUTURE })
    const made = Array.from({ length: 100 }, () => newUlid())
    for (const id of made) wanted.set(id, { userId, connectionId: id })
    const request = { id: newUlid(), trigger: 'connect', isForced: false } as const
    for (const ids of chunked(made, 50))
      await transactWrite(
        ids.map((id) => newStateWrite(ctx, id, request).item),
        ctx.deadline,
      )
  })

  const started: string[] = []
  let now = FUTURE
  const run: Run = { requestId: 'round', agent: 'test', newId: newUlid, now: () => now, deadline: FUTURE + HOUR_MS }
  const start = async ({ userId, connectionId }: Due) => {
    if (!wanted.has(connectionId)) return
    started.push(connectionId)
    await reschedule(contextFor(userId), connectionId, isoAt(now + HOUR_MS))
  }
  const first = await startDue(run, start, MOST)
  expect(first).toMatchObject({ started: MOST, failed: 0 })
  now += ROUND_MS
  await startDue(run, start, MOST)
  expect(new Set(started).size).toBe(started.length)
  expect(started.length).toBe(wanted.size)
})
