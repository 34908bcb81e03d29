import { createHash } from 'node:crypto'
import { encodeTime } from 'ulid'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The id of what a job makes of an entry: the same whenever the slice is repeated, another one for each job, and in the order of
 * the entries. A ULID of a time (epoch ms).
 */
export const bulkId = (jobId: string, at: number, entry: number, what = ''): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([jobId, entry, what]))
    .digest()
  const bits = (BigInt(entry) << 56n) | BigInt(`0x${hash.subarray(0, 7).toString('hex')}`)
  let random = ''
  for (let shift = 75n; shift >= 0n; shift -= 5n) random += ALPHABET[Number((bits >> shift) & 31n)]
  return encodeTime(at, 10) + random
}
