import { createHash } from 'node:crypto'
import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { countHit } from '../../platform/http/rate-limit.ts'
import { anonymousPk } from '../../platform/table/keys.ts'

/**
 * Counts a request for one account, whether it exists or not, from whatever address it comes. `account`: an e-mail
 * address or user id, kept as a hash only. Sets the X-RateLimit headers. @throws 429
 */
export const countAccount = async (ctx: Context, account: string, headers: Record<string, string>): Promise<void> => {
  const pk = anonymousPk(createHash('sha256').update(account).digest('base64url'))
  const window = { pk, bucket: 'auth', limit: config().AUTH_LIMIT_PER_MINUTE, windowSeconds: 60 }
  await countHit(window, ctx.now(), ctx.deadline, headers)
}
