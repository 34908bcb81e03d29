import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import type { RateLimit } from '../../platform/errors.ts'
import { countHit } from '../../platform/rate-limit.ts'

/** Counts one request of a person to the AI features, exactly. @throws 429 */
export const limitAi = (ctx: Context): Promise<RateLimit> =>
  countHit(
    { of: { userId: ctx.userId }, bucket: 'ai', limit: config().AI_LIMIT_PER_MINUTE, windowSeconds: 60 },
    ctx.now(),
    ctx.deadline,
  )
