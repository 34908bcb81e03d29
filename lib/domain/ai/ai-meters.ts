import type { Context } from '../../platform/context.ts'
import type { AiMeters } from '../billing/billing.service.ts'
import { monthOf, readBudget } from './budget.repository.ts'
import { HOUR_MS } from './budget.ts'

/** How many requests count in the last hour, and in the billing period that began at a time (epoch ms). One read. */
export const readAiMeters = async (ctx: Context, periodStart: number): Promise<AiMeters> => {
  const { calls, requests } = await readBudget(ctx, { month: monthOf(ctx.now()), period: periodStart })
  const oldest = calls.at(-1)
  return {
    lastHour: { used: calls.length, resetsAt: oldest === undefined ? null : oldest + HOUR_MS },
    period: { used: requests },
  }
}
