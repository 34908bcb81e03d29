import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { errorFacts, log } from '../log/log.ts'
import { MINUTE_MS } from '../units.ts'
import type { Job, JobRunner } from './job.ts'
import { acquireJob, type End, endJob, putOff, saveJob } from './job-rows.ts'

/** What a slice takes: its place is saved so often, and a person sees the progress. */
const SLICE_MS = 5_000
/** No slice is begun later than this before the deadline. */
const RESERVE_MS = 3 * SLICE_MS
/** Slices in a row that fail or are cut off before a job has failed. */
const MOST_ATTEMPTS = 5

/** `busy`: another worker has it, it has ended, or there is none. `goesOn`: whoever called has to start another invocation. */
export type JobOutcome = 'busy' | 'goesOn' | 'putOff' | End['status']

/** Called after each slice that was saved. */
type Watch = (job: Job) => void

/**
 * Does slices of a job until it has ended or the deadline is near. Its place is saved after each; what a worker that dies leaves
 * is found by the schedule when its lease is over. Nothing is done twice side by side.
 */
export const runJob = async (
  ctx: Context,
  runners: readonly JobRunner[],
  { jobId, worker }: { jobId: string; worker: string },
  watch: Watch = () => {},
): Promise<JobOutcome> => {
  let job = await acquireJob(ctx, jobId, worker)
  if (!job) return 'busy'
  const runner = runners.find(({ kind }) => kind === job?.kind)
  if (!runner) return end(ctx, job, failure('unknown_kind', 'Nothing here can do this any more'))
  if (job.attempts > MOST_ATTEMPTS) return end(ctx, job, failure('internal', 'The work was interrupted too often'))
  for (;;) {
    if (job.isCancelRequested) return end(ctx, job, { status: 'cancelled' })
    const step = await tried(ctx, runner, job)
    if ('problem' in step) return afterProblem(ctx, job, step.problem)
    if ('result' in step) return end(ctx, job, { status: 'succeeded', ...step })
    const isLeft = ctx.now() + RESERVE_MS > ctx.deadline
    const saved: Job | null = await saveJob(ctx, job, step, isLeft)
    if (!saved) return 'busy'
    watch(saved)
    if (isLeft) return 'goesOn'
    job = saved
  }
}

const tried = async (ctx: Context, { slice, source }: JobRunner, { id, createdAt, input, place, progress }: Job) => {
  const until = Math.min(ctx.now() + SLICE_MS, ctx.deadline)
  try {
    return await slice({ ...ctx, source }, { jobId: id, createdAt, input, place, progress, until })
  } catch (problem) {
    return { problem }
  }
}

const failure = (code: string, message: string): End => ({ status: 'failed', error: { code, message } })

const end = async (ctx: Context, job: Job, how: End): Promise<JobOutcome> =>
  (await endJob(ctx, job, how)) ? how.status : 'busy'

/** What no repeat would mend ends the job; else it is tried again later, each time after a longer wait. */
const afterProblem = async (ctx: Context, job: Job, problem: unknown): Promise<JobOutcome> => {
  if (problem instanceof AppError && problem.status < 500)
    return end(ctx, job, failure(problem.code.toLowerCase(), problem.message))
  log('error', 'job slice failed', { requestId: ctx.requestId, kind: job.kind, ...errorFacts(problem) })
  if (job.attempts >= MOST_ATTEMPTS) return end(ctx, job, failure('internal', 'The work could not be done'))
  const wait = MINUTE_MS * 2 ** Math.max(0, job.attempts - 1)
  return (await putOff(ctx, job, ctx.now() + wait)) ? 'putOff' : 'busy'
}
