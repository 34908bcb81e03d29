import { config } from '../config/config.ts'
import { AppError, type RateLimit } from '../errors.ts'
import { countHit } from '../rate-limit.ts'
import type { Authenticated, HttpMiddleware } from './exchange.ts'

/**
 * Counts requests by address on the routes that limit them. Also adds the X-RateLimit headers to every 429, whether the
 * limit was exceeded here or in a handler.
 */
export const rateLimiting = (count = countHit): HttpMiddleware<Authenticated> => ({
  before: async ({ context: { exchange } }) => {
    const { bucket } = exchange.found.route.rateLimit ?? {}
    if (bucket === undefined) return
    const limit = config().AUTH_LIMIT_PER_MINUTE
    const window = { of: { anonymous: exchange.caller.address }, bucket, limit, windowSeconds: 60 }
    writeRateLimit(exchange.headers, await count(window, Date.now(), exchange.deadline))
  },
  onError: ({ context: { exchange }, error }) => {
    if (error instanceof AppError && error.rateLimit) writeRateLimit(exchange.headers, error.rateLimit)
  },
})

/** Writes the X-RateLimit headers. With several limits they show the one with the fewest requests left. */
export const writeRateLimit = (headers: Record<string, string>, { limit, remaining, reset }: RateLimit): void => {
  if (remaining >= Number(headers['x-ratelimit-remaining'] ?? Number.POSITIVE_INFINITY)) return
  headers['x-ratelimit-limit'] = String(limit)
  headers['x-ratelimit-remaining'] = String(remaining)
  headers['x-ratelimit-reset'] = String(reset)
}
