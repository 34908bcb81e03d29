import { inParallel } from '../../../platform/batches.ts'
import { personContext, type Run, type Summary } from '../../../platform/schedule/run.ts'
import { calendarDue } from '../../../platform/table/keys.ts'
import type { CalendarProviders } from './provider.ts'
import { syncConnection } from './sync.service.ts'
import { type Due, loadDue } from './sync-state.repository.ts'

/** Connections of a round that are looked at in each shard; more are left to the next round. */
const MOST_PER_SHARD = 250
const PARALLEL = 8
/** What one connection may take: none is begun later than this before the deadline. */
const ONE_MS = 20_000

/**
 * Syncs the connections that are due, some at a time. Those for which there is no time are found again by the next round;
 * a connection that another run has is left to it.
 */
export const syncDue = async (run: Run, providers: CalendarProviders): Promise<Summary> => {
  const counts = { due: 0, synced: 0, left: 0, failed: 0 }
  const due = await allDue(run)
  counts.due = due.length
  await inParallel(due, PARALLEL, async ({ userId, connectionId }) => {
    if (run.now() + ONE_MS > run.deadline) {
      counts.left += 1
      return
    }
    try {
      const ctx = personContext({ ...run, deadline: Math.min(run.deadline, run.now() + ONE_MS) }, userId)
      if ((await syncConnection(ctx, providers, connectionId, 'schedule')) !== 'busy') counts.synced += 1
    } catch {
      counts.failed += 1
    }
  })
  return counts
}

/** Of all shards in turn, so that a full one does not keep the others waiting. */
const allDue = async ({ now, deadline }: Run): Promise<Due[]> => {
  const shards: Due[][] = []
  const numbers = Array.from({ length: calendarDue.shards }, (_, shard) => shard)
  await inParallel(numbers, PARALLEL, async (shard) => {
    shards[shard] = await loadDue(shard, now(), MOST_PER_SHARD, deadline)
  })
  const longest = Math.max(0, ...shards.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) => shards.flatMap((shard) => shard[at] ?? [])).flat()
}
