import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { type Entitlement, entitlementOf, overLimit } from '../billing/entitlements.ts'
import { type Counting, monthOf, reserve } from './budget.repository.ts'
import { type Budget, type Caps, type Hold, hourFreeAt } from './budget.ts'

/**
 * What one question may take of the person's limits: one request of the hour and of the billing period, however often the
 * models are asked for it, and tokens for each time. `refused`: the error once a limit of the plan was in the way.
 */
export type Allowance = {
  counting: Counting
  holds: Hold[]
  maxOutputTokens: number
  reserve: (tokens: number) => Promise<boolean>
  refused: () => AppError | null
}

/** Reads the person's plan: 0.5 read units, none where billing is off. */
export const allowanceFor = async (ctx: Context, maxTokens: number): Promise<Allowance> => {
  const now = ctx.now()
  const entitlement = await entitlementOf(ctx)
  const { limits, period } = entitlement
  const caps: Caps = {
    tokens: config().AI_TOKENS_PER_MONTH,
    perHour: limits.aiRequestsPerHour,
    perPeriod: limits.aiRequestsPerPeriod,
  }
  const counting = { month: monthOf(now), period: period.start }
  const holds: Hold[] = []
  let refused: AppError | null = null
  return {
    counting,
    holds,
    maxOutputTokens: Math.min(maxTokens, limits.aiTokensPerRequest),
    reserve: async (tokens) => {
      const reserved = await reserve(ctx, counting, caps, { tokens, request: holds.length === 0 })
      if ('hold' in reserved) holds.push(reserved.hold)
      else if (reserved.reached !== 'tokens') refused = refusal(entitlement, reserved.reached, reserved.budget, now)
      return 'hold' in reserved
    },
    refused: () => refused,
  }
}

const refusal = (entitlement: Entitlement, reached: 'perHour' | 'perPeriod', budget: Budget, now: number): AppError => {
  const { limits, period } = entitlement
  const what =
    reached === 'perHour'
      ? {
          meter: 'aiRequestsPerHour' as const,
          used: budget.calls.length,
          resetsAt: hourFreeAt(budget, limits.aiRequestsPerHour),
        }
      : { meter: 'aiRequestsPerPeriod' as const, used: budget.requests, resetsAt: period.end }
  return overLimit(429, entitlement, what, now)
}
