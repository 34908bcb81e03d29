import type { Context } from '../../platform/context.ts'
import { ABSENT, putWrite, removeWrite, staleRead, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { holdWrite, releaseWrites } from '../billing/storage.repository.ts'
import { STORAGE } from '../billing/storage.ts'
import { FORM_SECONDS, type Upload } from './upload.ts'

/** Remembers an announced upload, and holds room for it while its form is good; for what is imported none is held. */
export const uploadWrites = (ctx: Context, upload: Upload): Write[] => {
  const row = putWrite(ctx, sk.upload(upload.id), upload, ABSENT)
  if (upload.purpose === 'import' || upload.bytes === 0) return [row]
  const until = ctx.now() + FORM_SECONDS * 1_000
  return [row, holdWrite(ctx, upload.id, { bytes: upload.bytes, room: STORAGE }, until)]
}

/** Takes an upload away with what is made of it, and gives its room free; a lost race when another request has. */
export const usedWrites = async (ctx: Context, id: string): Promise<Write[]> => [
  removeWrite(ctx, sk.upload(id), staleRead),
  ...(await releaseWrites(ctx, id)),
]

/** An upload that has not expired, or null. */
export const findUpload = async (ctx: Context, id: string): Promise<Upload | null> => {
  const row = await partition(ctx).get(sk.upload(id), { consistent: true })
  if (!row) return null
  const { PK: _, SK: __, ...upload } = row
  return (upload as Upload).expiresAt * 1_000 > ctx.now() ? (upload as Upload) : null
}
