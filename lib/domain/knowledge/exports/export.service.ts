import type { Context } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { commit } from '../../../platform/events/commit.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import type { Job } from '../../../platform/jobs/job.ts'
import { findJob, newJob } from '../../../platform/jobs/job-rows.ts'
import { startJob } from '../../../platform/jobs/start-job.ts'
import { countHit } from '../../../platform/rate-limit.ts'
import { DAY_MS } from '../../../platform/units.ts'
import type { UploadStore } from '../../uploads/upload.ts'
import { ANKI_EXPORT, Exported, FILES_EXPORT } from './export.job.ts'
import type { CreateExport, VaultExport } from './export.schema.ts'

const MOST_IN_AN_HOUR = 30
/** How long the file can be fetched; the bucket drops it a day later. */
const KEPT_MS = 7 * DAY_MS

type Store = Pick<UploadStore, 'downloadUrl'>

/** Starts to write everything into a file. @throws 400 naming the field, 429 */
export const startExport = async (
  ctx: Context,
  { format }: CreateExport,
  claim?: Claim | null,
): Promise<VaultExport> => {
  const window = { of: { userId: ctx.userId }, bucket: 'vault-export', limit: MOST_IN_AN_HOUR, windowSeconds: 3_600 }
  await countHit(window, ctx.now(), ctx.deadline)
  const { job, write } = newJob(ctx, format === 'anki' ? ANKI_EXPORT : FILES_EXPORT, { format })
  const view = viewExport(job, null)
  await commit(ctx, { changes: [], writes: [write], result: view }, claim)
  await startJob(ctx, job)
  return view
}

/** @throws 404 also for a job that is no export */
export const readExport = async (ctx: Context, store: Store, id: string): Promise<VaultExport> => {
  const job = await findJob(ctx, id)
  if (job?.kind !== FILES_EXPORT.kind && job?.kind !== ANKI_EXPORT.kind) throw notFound('Export')
  const exported = Exported.safeParse(job.result).data
  const isThere = exported && Date.parse(job.finishedAt ?? '') + KEPT_MS > ctx.now()
  const fileName = job.kind === ANKI_EXPORT.kind ? 'lifeos.apkg' : 'lifeos-vault.zip'
  return viewExport(job, isThere ? await store.downloadUrl(exported.key, fileName) : null)
}

const viewExport = (job: Job, url: string | null): VaultExport => {
  const { id, status, progress, error, isCancelRequested, createdAt, startedAt, finishedAt } = job
  const { bytes = null, counts = {} } = Exported.safeParse(job.result).data ?? {}
  const format = String(job.input.format)
  return {
    id,
    format,
    status,
    progress,
    counts,
    url,
    bytes,
    error,
    isCancelRequested,
    createdAt,
    startedAt,
    finishedAt,
  }
}
