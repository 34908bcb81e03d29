import { inParallel } from '../../../platform/batches.ts'
import { startFunction } from '../../../platform/invocation/start-function.ts'
import type { Run, Summary } from '../../../platform/schedule/run.ts'
import { calendarDue } from '../../../platform/table/keys.ts'
import { MOST_PER_ROUND, roundOf } from './round.ts'
import { SYNC_WORKER } from './start-sync.ts'
import { type Due, loadDue } from './sync-state.repository.ts'

const READ_AT_ONCE = 8
/** Calls to Lambda at the same time. One takes some 20 ms. */
const STARTED_AT_ONCE = 32
/** What one call may take. None is begun later than this before the deadline. */
const START_MS = 5_000

/** How a connection is started. @throws where it could not be. */
type Start = (due: Due, deadline: number) => Promise<void>

const startWorker: Start = ({ userId, connectionId }, deadline) =>
  startFunction(SYNC_WORKER, { userId, connectionId, trigger: 'schedule' }, deadline)

/**
 * Starts a worker for each connection that is due, for so many as the workers can do until the next round. The others and those
 * that could not be started are still due then.
 */
export const startDue = async (run: Run, start: Start = startWorker, most = MOST_PER_ROUND): Promise<Summary> => {
  const counts = { due: 0, started: 0, left: 0, failed: 0 }
  const shards = await allDue(run, most)
  const chosen = roundOf(shards, most)
  counts.due = shards.flat().length
  counts.left = counts.due - chosen.length
  await inParallel(chosen, STARTED_AT_ONCE, async (due) => {
    if (run.now() + START_MS > run.deadline) {
      counts.left += 1
      return
    }
    try {
      await start(due, Math.min(run.deadline, run.now() + START_MS))
      counts.started += 1
    } catch {
      counts.failed += 1
    }
  })
  return counts
}

/** What is due in each shard, at most what one round could start of all: whether more is left is seen in the next. */
const allDue = async ({ now, deadline }: Run, most: number): Promise<Due[][]> => {
  const shards: Due[][] = []
  const numbers = Array.from({ length: calendarDue.shards }, (_, shard) => shard)
  await inParallel(numbers, READ_AT_ONCE, async (shard) => {
    shards[shard] = await loadDue(shard, now(), Math.ceil((2 * most) / calendarDue.shards), deadline)
  })
  return shards
}
