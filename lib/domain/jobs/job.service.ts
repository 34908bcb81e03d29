import type { Context } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { remember } from '../../platform/events/commit.ts'
import type { Claim } from '../../platform/idempotency.ts'
import type { Facts, Job as StoredJob } from '../../platform/jobs/job.ts'
import { cancelQueued, findJob, JOB_LIST, requestCancel } from '../../platform/jobs/job-rows.ts'
import { startJob } from '../../platform/jobs/start-job.ts'
import { listPage, type Page } from '../../platform/lists/list.ts'
import type { Job, JobQuery } from './job.schema.ts'

/** A job as its owner sees it. */
export const jobView = (job: StoredJob): Job => {
  const { id, kind, status, progress, result, error, isCancelRequested, createdAt, startedAt, finishedAt } = job
  return { id, kind, status, progress, result, error, isCancelRequested, createdAt, startedAt, finishedAt }
}

/** The jobs of a kind, or in a status, newest first. */
export const listJobs = async (ctx: Context, { kind, status, ...paging }: JobQuery): Promise<Page<Job>> => {
  const isWanted = (job: StoredJob) => (!kind || job.kind === kind) && (!status || job.status === status)
  const name = ['jobs', kind ?? '', status ?? ''].join(' ')
  const page = await listPage(ctx, { name, ...JOB_LIST, keep: kind || status ? isWanted : undefined }, paging)
  return { ...page, data: page.data.map(jobView) }
}

/** @throws 404 */
export const readJob = async (ctx: Context, id: string): Promise<Job> => jobView(await load(ctx, id))

/** By kind; gets the input of the job. */
export type OnCancel = Record<string, (ctx: Context, input: Facts) => Promise<void>>

/**
 * Cancels a job: at once when nobody has begun it, else after the slice that is under way. What it did until then stays.
 * Cancelling it again changes nothing. `onCancel`: what else ends with one of a kind. @throws 404, 409 when it has ended otherwise
 */
export const cancelJob = async (
  ctx: Context,
  id: string,
  onCancel: OnCancel = {},
  claim?: Claim | null,
): Promise<Job> => {
  const job = await cancelled(ctx, id)
  await onCancel[job.kind]?.(ctx, job.input)
  const view = jobView(job)
  if (claim) await remember(ctx, claim, view)
  return view
}

const cancelled = async (ctx: Context, id: string): Promise<StoredJob> => {
  const ended = await cancelQueued(ctx, id)
  if (ended) return ended
  const asked = await requestCancel(ctx, id)
  if (asked) {
    if (asked.leaseUntil <= ctx.now()) await startJob(ctx, asked)
    return asked
  }
  const job = await load(ctx, id)
  if (job.status === 'cancelled') return job
  throw conflict('The job has ended', { type: 'wrong_state', loc: ['job', 'status'] })
}

const load = async (ctx: Context, id: string): Promise<StoredJob> => {
  const job = await findJob(ctx, id)
  if (!job) throw notFound('Job')
  return job
}
