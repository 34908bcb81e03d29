import type { Context } from '../../platform/context.ts'
import { ABSENT, putWrite, removeWrite, staleRead, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { Upload } from './upload.ts'

export const uploadWrite = (ctx: Context, upload: Upload): Write => putWrite(ctx, sk.upload(upload.id), upload, ABSENT)

/** Takes an upload away with what is made of it; a lost race when another request has. */
export const usedWrite = (ctx: Context, id: string): Write => removeWrite(ctx, sk.upload(id), staleRead)

/** An upload that has not expired, or null. */
export const findUpload = async (ctx: Context, id: string): Promise<Upload | null> => {
  const row = await partition(ctx).get(sk.upload(id), { consistent: true })
  if (!row) return null
  const { PK: _, SK: __, ...upload } = row
  return (upload as Upload).expiresAt * 1_000 > ctx.now() ? (upload as Upload) : null
}
