import type { Context } from '../../platform/context.ts'
import { untilCommitted } from '../../platform/events/mutate.ts'
import { DAY_MS } from '../../platform/units.ts'
import { uploadWrites } from './upload.repository.ts'
import type { UploadForm, UploadRequest } from './upload.schema.ts'
import { checkUpload, FORM_SECONDS, UPLOAD_DAYS, type Upload, type UploadStore, uploadKey } from './upload.ts'

/**
 * A form by which the person sends one file straight to the storage, of at most the announced bytes. `details` are kept for
 * what it is sent for. @throws 413, 400, 403 PLAN_LIMIT
 */
export const announceUpload = async (
  ctx: Context,
  store: UploadStore,
  request: UploadRequest,
  details: Upload['details'] = {},
): Promise<UploadForm & { key: string }> => {
  checkUpload(request)
  const now = ctx.now()
  const id = ctx.newId(now)
  const key = uploadKey(ctx.userId, id)
  const { contentType, bytes } = request
  const { url, fields } = await store.form({ key, contentType, bytes, seconds: FORM_SECONDS })
  const expiresAt = Math.floor((now + UPLOAD_DAYS * DAY_MS) / 1_000)
  const upload = { id, key, ...request, expiresAt, details }
  const result = { uploadId: id, uploadUrl: url, fields, expiresIn: FORM_SECONDS, key }
  return untilCommitted(ctx, async () => ({ changes: [], writes: uploadWrites(ctx, upload), result }))
}
