import { gunzipSync, gzipSync } from 'node:zlib'
import type { Context } from '../context.ts'
import { putWrite, type Write } from '../events/write.ts'
import { partition } from '../partition.ts'
import { sk } from '../table/keys.ts'
import { DAY_MS } from '../units.ts'

/** A row takes 400 KB. */
const PART_BYTES = 350_000
/** Longer than any job takes. */
const KEPT_MS = 7 * DAY_MS

/** What a job works on, compressed, for the transaction that stores the job. Gone by itself after a week. */
export const partWrites = (ctx: Context, jobId: string, text: string): Write[] => {
  const bytes = gzipSync(text)
  const expiresAt = Math.floor((ctx.now() + KEPT_MS) / 1_000)
  return Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, part) => {
    const data = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
    return putWrite(ctx, sk.jobPart(jobId, part), { data, expiresAt })
  })
}

/** What a job works on. @throws Error when it is gone */
export const loadParts = async (ctx: Context, jobId: string): Promise<string> => {
  const rows = await partition(ctx).range(sk.jobParts(jobId), { consistent: true })
  if (rows.length === 0) throw new Error('What the job works on is gone')
  return gunzipSync(Buffer.concat(rows.map(({ data }) => data as Uint8Array))).toString()
}
