import { type RateLimit, rateLimited } from './errors.ts'
import { anonymousPk, sk, userPk } from './table/keys.ts'
import { updateItem } from './table/table.ts'

export type RateWindow = {
  /** Whose requests are counted: a person's, or those of an address or account, given as text that is safe to store. */
  of: { userId: string } | { anonymous: string }
  bucket: string
  limit: number
  windowSeconds: number
}

/**
 * Counts one request, exactly: the update is atomic and refused above the limit. `now` and `deadline`: epoch ms.
 * @throws 429 with the limit's position and Retry-After, the seconds until the window ends.
 */
export const countHit = async (
  { of, bucket, limit, windowSeconds }: RateWindow,
  now: number,
  deadline: number,
): Promise<RateLimit> => {
  const window = Math.floor(now / 1_000 / windowSeconds)
  const reset = (window + 1) * windowSeconds
  try {
    const item = await updateItem(
      {
        Key: { PK: 'userId' in of ? userPk(of.userId) : anonymousPk(of.anonymous), SK: sk.rate(bucket, window) },
        UpdateExpression: 'ADD hits :one SET expiresAt = :expires',
        ConditionExpression: 'attribute_not_exists(hits) OR hits < :limit',
        ExpressionAttributeValues: { ':one': 1, ':limit': limit, ':expires': reset + windowSeconds },
      },
      deadline,
    )
    return { limit, remaining: limit - Number(item.hits), reset }
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error
    throw rateLimited(Math.max(1, reset - now / 1_000), { limit, remaining: 0, reset })
  }
}
