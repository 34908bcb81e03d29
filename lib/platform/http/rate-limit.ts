import { rateLimited } from '../errors.ts'
import { sk } from '../table/keys.ts'
import { updateItem } from '../table/table.ts'

export type RateWindow = { pk: string; bucket: string; limit: number; windowSeconds: number }

/**
 * Counts one hit, exactly: the update is atomic and refused above the limit. Sets the X-RateLimit headers, of the
 * window with the fewest hits left where several are counted. `now`: epoch ms.
 * @throws 429 with Retry-After, the rest of the window.
 */
export const countHit = async (
  { pk, bucket, limit, windowSeconds }: RateWindow,
  now: number,
  deadline: number,
  headers: Record<string, string>,
): Promise<void> => {
  const window = Math.floor(now / 1_000 / windowSeconds)
  const ends = (window + 1) * windowSeconds
  const tell = (remaining: number) => {
    if (remaining < Number(headers['x-ratelimit-remaining'] ?? Number.POSITIVE_INFINITY))
      Object.assign(headers, rateHeaders(limit, remaining, ends))
  }
  try {
    const item = await updateItem(
      {
        Key: { PK: pk, SK: sk.rate(bucket, window) },
        UpdateExpression: 'ADD hits :one SET expiresAt = :expires',
        ConditionExpression: 'attribute_not_exists(hits) OR hits < :limit',
        ExpressionAttributeValues: { ':one': 1, ':limit': limit, ':expires': ends + windowSeconds },
      },
      deadline,
    )
    tell(limit - Number(item.hits))
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error
    tell(0)
    throw rateLimited(Math.max(1, ends - now / 1_000))
  }
}

/** X-RateLimit-Reset: epoch seconds. */
export const rateHeaders = (limit: number, remaining: number, reset: number): Record<string, string> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
})
