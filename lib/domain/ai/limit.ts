import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { countHit } from '../../platform/http/rate-limit.ts'
import { userPk } from '../../platform/table/keys.ts'

/** Counts one request to the AI features, of one person, exactly. Sets the X-RateLimit headers. @throws 429 */
export const limitAi = (ctx: Context, headers: Record<string, string>): Promise<void> =>
  countHit(
    { pk: userPk(ctx.userId), bucket: 'ai', limit: config().AI_LIMIT_PER_MINUTE, windowSeconds: 60 },
    ctx.now(),
    ctx.deadline,
    headers,
  )
