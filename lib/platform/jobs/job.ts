import type * as z from 'zod'
import type { Context } from '../context.ts'

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

/** How much is done, of how much; null while that is not known. */
export type Progress = { done: number; total: number | null }

/** Small enough for a row of the table: text and files are in parts (`job-parts.ts`) or in S3. */
export type Facts = Record<string, unknown>

/** Long work for one person. Instants are ISO, `leaseUntil` epoch ms. */
export type Job = {
  id: string
  kind: string
  /** The function that does it. */
  worker: string
  status: JobStatus
  input: Facts
  /** How far it is, as its runner wrote after the last slice; null at the beginning. */
  place: Facts | null
  progress: Progress
  result: Facts | null
  error: { code: string; message: string } | null
  /** The worker that has it, and until when: no other one touches it before. */
  lease: string | null
  leaseUntil: number
  /** Slices that were begun since one was saved: of what fails or crashes again and again, there is an end. */
  attempts: number
  isCancelRequested: boolean
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
}

/** What starts a kind of job. Light: who starts one does not load what does it. */
export type JobType<I extends Facts> = {
  /** 'calendar.import' */
  kind: string
  worker: string
  input: z.ZodType<I>
  /** What its events say started them. */
  source: Context['source']
}

/** What a slice came to: a place from which to go on, or the end. */
export type Step<P extends Facts> = { progress: Progress } & ({ place: P } | { result: Facts })

/** What a slice gets. `until`: epoch ms at which it should come to an end. `createdAt`: of the job, ISO. */
export type Slice<I, P> = {
  jobId: string
  createdAt: string
  input: I
  place: P | null
  progress: Progress
  until: number
}

/**
 * Does a kind of job. A slice is repeated when it was cut off before its place was saved: what it wrote must be the same, or
 * nothing, the second time.
 */
export type JobRunner = {
  kind: string
  source: Context['source']
  slice: (ctx: Context, slice: Slice<Facts, Facts>) => Promise<Step<Facts>>
}

/**
 * A runner that reads what was stored with the schemas of now. `slice` throws an AppError below 500 for what no repeat would
 * mend: its code and message are the job's error.
 */
export const jobRunner = <I extends Facts, P extends Facts>(
  type: JobType<I>,
  place: z.ZodType<P>,
  slice: (ctx: Context, slice: Slice<I, P>) => Promise<Step<P>>,
): JobRunner => ({
  kind: type.kind,
  source: type.source,
  slice: (ctx, stored) =>
    slice(ctx, {
      ...stored,
      input: type.input.parse(stored.input),
      place: stored.place === null ? null : place.parse(stored.place),
    }),
})
