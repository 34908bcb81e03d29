import { createHash } from 'node:crypto'
import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import type { RateLimit } from '../../platform/errors.ts'
import { countHit } from '../../platform/rate-limit.ts'

/**
 * Counts a request for one account, whether it exists or not, from any network address. `account`: an e-mail
 * address or user id, stored as a hash only. @throws 429
 */
export const countAccount = (ctx: Context, account: string): Promise<RateLimit> => {
  const anonymous = createHash('sha256').update(account).digest('base64url')
  const window = { of: { anonymous }, bucket: 'auth', limit: config().AUTH_LIMIT_PER_MINUTE, windowSeconds: 60 }
  return countHit(window, ctx.now(), ctx.deadline)
}
