import type { Context } from '../context.ts'
import { startFunction } from '../invocation/start-function.ts'
import { errorFacts, log } from '../log/log.ts'
import type { Job } from './job.ts'

/** Nobody is kept waiting longer than this by a Lambda that does not answer. */
const START_MS = 3_000

/** Starts a worker for a job that is stored. Does not throw: what could not be started is found by the schedule. */
export const startJob = async (ctx: Context, { id, worker }: Pick<Job, 'id' | 'worker'>): Promise<void> => {
  try {
    await startFunction(worker, { userId: ctx.userId, jobId: id }, Math.min(ctx.deadline, Date.now() + START_MS))
  } catch (error) {
    log('error', 'job not started', { requestId: ctx.requestId, ...errorFacts(error) })
  }
}
