import * as z from 'zod'
import { workerLambda } from '../invocation/worker-lambda.ts'
import { personContext, type Run, type Summary } from '../schedule/run.ts'
import type { JobRunner } from './job.ts'
import { runJob } from './run-job.ts'
import { startJob } from './start-job.ts'

export const JobStart = z.object({ userId: z.string().min(1), jobId: z.string().min(1) })
type JobStart = z.infer<typeof JobStart>

/** The entry point of a Lambda that does jobs of the kinds of these runners. `worker`: its name. */
export const jobLambda = (worker: string, runners: readonly JobRunner[]) =>
  workerLambda(worker, JobStart, (run, start) => workOn(run, worker, runners, start))

/** Does slices of one job, in another invocation too. For a worker that is started for other things as well. */
export const workOn = async (
  run: Run,
  worker: string,
  runners: readonly JobRunner[],
  { userId, jobId }: JobStart,
): Promise<Summary> => {
  const ctx = personContext(run, userId)
  const outcome = await runJob(ctx, runners, { jobId, worker })
  if (outcome === 'goesOn') await startJob(ctx, { id: jobId, worker })
  return { outcome }
}
