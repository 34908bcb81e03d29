import { type RateLimit, rateLimited } from './errors.ts'
import { anonymousPk, sk, userPk } from './table/keys.ts'
import { tryUpdate, updateItem } from './table/table.ts'

export type RateWindow = {
  /** Whose requests are counted: a person's, or those of an address or account, given as text that is safe to store. */
  of: { userId: string } | { anonymous: string }
  bucket: string
  limit: number
  windowSeconds: number
}

/**
 * Counts one request: in no stretch of time as long as the window are more than `limit` let through, also when they come
 * at once. The row lists when they came, newest first; one more is taken when the last of `limit` is old enough, which
 * a single conditional write decides. `now` and `deadline`: epoch ms.
 * @throws 429 with the limit's position and Retry-After, the seconds until one more is taken.
 */
export const countHit = async (
  { of, bucket, limit, windowSeconds }: RateWindow,
  now: number,
  deadline: number,
): Promise<RateLimit> => {
  const Key = { PK: 'userId' in of ? userPk(of.userId) : anonymousPk(of.anonymous), SK: sk.rate(bucket) }
  const windowMs = windowSeconds * 1_000
  const { done, item } = await tryUpdate(
    {
      Key,
      UpdateExpression: 'SET hits = list_append(:hit, if_not_exists(hits, :none)), expiresAt = :expires',
      ConditionExpression: slidesPast('hits', limit),
      ExpressionAttributeValues: {
        ':hit': [now],
        ':none': [],
        ':cutoff': now - windowMs,
        ':expires': Math.ceil(now / 1_000) + 2 * windowSeconds,
      },
    },
    deadline,
  )
  const hits = numbersIn(item.hits)
  const counted = hits.filter((at) => at > now - windowMs)
  const resetMs = (counted.at(done ? -1 : limit - 1) ?? now) + windowMs
  const reset = Math.ceil(resetMs / 1_000)
  if (!done) throw rateLimited(Math.max(1, Math.ceil((resetMs - now) / 1_000)), { limit, remaining: 0, reset })
  if (hits.length >= 2 * limit + SLACK)
    await updateItem({ Key, UpdateExpression: olderThan('hits', limit, hits.length) }, deadline)
  return { limit, remaining: Math.max(0, limit - counted.length), reset }
}

/** How many more than twice the limit a list grows before it is cut. */
export const SLACK = 10

/** Whether a list of times, newest first, takes one more: fewer than `limit` of them came after `:cutoff`. */
export const slidesPast = (list: string, limit: number): string =>
  `(attribute_not_exists(${list}[${limit - 1}]) OR ${list}[${limit - 1}] <= :cutoff)`

/** Removes what no window of `keep` looks at. Whoever adds at the same time only moves the rest further back. */
export const olderThan = (list: string, keep: number, length: number): string =>
  `REMOVE ${Array.from({ length: length - keep }, (_, i) => `${list}[${keep + i}]`).join(', ')}`

export const numbersIn = (list: unknown): number[] => (Array.isArray(list) ? list.map(Number) : [])
