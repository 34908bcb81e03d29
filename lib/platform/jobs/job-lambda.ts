import * as z from 'zod'
import { workerLambda } from '../invocation/worker-lambda.ts'
import { personContext } from '../schedule/run.ts'
import type { JobRunner } from './job.ts'
import { runJob } from './run-job.ts'
import { startJob } from './start-job.ts'

const JobStart = z.object({ userId: z.string().min(1), jobId: z.string().min(1) })

/** The entry point of a Lambda that does jobs of the kinds of these runners. `worker`: its name. */
export const jobLambda = (worker: string, runners: readonly JobRunner[]) =>
  workerLambda(worker, JobStart, async (run, { userId, jobId }) => {
    const ctx = personContext(run, userId)
    const outcome = await runJob(ctx, runners, { jobId, worker })
    if (outcome === 'goesOn') await startJob(ctx, { id: jobId, worker })
    return { outcome }
  })
