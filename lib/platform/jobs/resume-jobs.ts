import { inParallel } from '../batches.ts'
import { startFunction } from '../invocation/start-function.ts'
import type { Run, Summary } from '../schedule/run.ts'
import { jobsDue } from '../table/keys.ts'
import { type DueJob, loadDueJobs } from './job-rows.ts'

const MOST_PER_SHARD = 250
const STARTED_AT_ONCE = 16
/** What one call may take. None is begun later than this before the deadline. */
const START_MS = 5_000

const startWorker = ({ userId, jobId, worker }: DueJob, deadline: number): Promise<void> =>
  startFunction(worker, { userId, jobId }, deadline)

/** Starts workers for jobs that nobody sees to: never started, put off until now, or left by a worker that died. */
export const resumeJobs = async (run: Run, start = startWorker): Promise<Summary> => {
  const counts = { due: 0, started: 0, failed: 0 }
  const shards = Array.from({ length: jobsDue.shards }, (_, shard) => shard)
  const due = await Promise.all(shards.map((shard) => loadDueJobs(shard, run.now(), MOST_PER_SHARD, run.deadline)))
  const all = due.flat()
  counts.due = all.length
  await inParallel(all, STARTED_AT_ONCE, async (one) => {
    if (run.now() + START_MS > run.deadline) return
    try {
      await start(one, Math.min(run.deadline, run.now() + START_MS))
      counts.started += 1
    } catch {
      counts.failed += 1
    }
  })
  return counts
}
