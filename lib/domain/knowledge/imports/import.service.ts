import type { Context } from '../../../platform/context.ts'
import { invalidField, notFound } from '../../../platform/errors.ts'
import { commit } from '../../../platform/events/commit.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import type { Job } from '../../../platform/jobs/job.ts'
import { findJob, newJob } from '../../../platform/jobs/job-rows.ts'
import { startJob } from '../../../platform/jobs/start-job.ts'
import { countHit } from '../../../platform/rate-limit.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { ObjectReader } from '../../uploads/object-store.ts'
import { findUpload } from '../../uploads/upload.repository.ts'
import { ANKI_IMPORT, FILES_IMPORT, Outcome } from './import.job.ts'
import type { CreateImport, VaultImport } from './import.schema.ts'

const MOST_IN_AN_HOUR = 30

/**
 * Starts to bring in what was uploaded. The same upload may be imported again while it is there; that makes new notes and cards.
 * @throws 400 naming the field, 429
 */
export const startImport = async (
  ctx: Context,
  store: ObjectReader,
  { format, uploadId, area = 'Operations' }: CreateImport,
  claim?: Claim | null,
): Promise<VaultImport> => {
  const upload = await findUpload(ctx, uploadId)
  if (upload?.purpose !== 'import') throw invalidField('uploadId', 'There is no such upload for an import')
  const bytes = await store.sizeOf(upload.key)
  if (bytes === null) throw invalidField('uploadId', 'Nothing was sent with this upload')
  const { timeZone } = await loadProfile(ctx)
  const window = { of: { userId: ctx.userId }, bucket: 'vault-import', limit: MOST_IN_AN_HOUR, windowSeconds: 3_600 }
  await countHit(window, ctx.now(), ctx.deadline)
  const { key, fileName } = upload
  const type = format === 'anki' ? ANKI_IMPORT : FILES_IMPORT
  const { job, write } = newJob(ctx, type, { format, key, bytes, fileName, area, timeZone })
  const view = viewImport(job)
  await commit(ctx, { changes: [], writes: [write], result: view }, claim)
  await startJob(ctx, job)
  return view
}

/** @throws 404 also for a job that is no import */
export const readImport = async (ctx: Context, id: string): Promise<VaultImport> => {
  const job = await findJob(ctx, id)
  if (job?.kind !== FILES_IMPORT.kind && job?.kind !== ANKI_IMPORT.kind) throw notFound('Import')
  return viewImport(job)
}

const NOTHING: Outcome = { counts: {}, skipped: [], skippedCount: 0 }

const viewImport = (job: Job): VaultImport => {
  const { id, status, progress, error, isCancelRequested, createdAt, startedAt, finishedAt } = job
  const outcome = Outcome.safeParse(job.result ?? job.place).data ?? NOTHING
  const format = String(job.input.format)
  return { id, format, status, progress, ...outcome, error, isCancelRequested, createdAt, startedAt, finishedAt }
}
