import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { keyed, type Write } from '../../platform/events/write.ts'
import { partition } from '../../platform/partition.ts'
import { sk, userPk } from '../../platform/table/keys.ts'
import { updateItem } from '../../platform/table/table.ts'
import { monthOf, readBudget } from './budget.repository.ts'
import type { AiUsage } from './usage.schema.ts'

const COUNTED = [
  'calls',
  'failed',
  'cacheHits',
  'computed',
  'inputTokens',
  'outputTokens',
  'costMicroDollars',
  'ms',
] as const
export type Counted = Partial<Record<(typeof COUNTED)[number], number>>

/** Tokens, cost and time of a calendar month, by feature. Two reads, one for a month that is over. */
export const readUsage = async (ctx: Context, period = monthOf(ctx.now())): Promise<AiUsage> => {
  const isCurrent = period === monthOf(ctx.now())
  const [budget, rows] = await Promise.all([
    isCurrent ? readBudget(ctx, { month: period, period: 0 }) : null,
    partition(ctx).range(sk.aiUsages(period)),
  ])
  const features = rows.map((row) => {
    const of = (name: (typeof COUNTED)[number]) => Number(row[name] ?? 0)
    const { calls, failed, cacheHits, computed, inputTokens, outputTokens, costMicroDollars } = Object.fromEntries(
      COUNTED.map((name) => [name, of(name)]),
    ) as Record<(typeof COUNTED)[number], number>
    const averageMs = calls > 0 ? Math.round(of('ms') / calls) : 0
    const feature = String(row.SK).slice(sk.aiUsages(period).length)
    return { feature, calls, failed, cacheHits, computed, inputTokens, outputTokens, costMicroDollars, averageMs }
  })
  const costMicroDollars = features.reduce((sum, one) => sum + one.costMicroDollars, 0)
  const limit = config().AI_TOKENS_PER_MONTH
  const used = budget?.tokens ?? features.reduce((sum, one) => sum + one.inputTokens + one.outputTokens, 0)
  return { period, tokens: { limit, used, left: Math.max(0, limit - used) }, costMicroDollars, features }
}

/** The write of a transaction that adds to a feature's usage. */
export const usageWrite = (ctx: Context, period: string, feature: string, counted: Counted): Write => ({
  item: { Update: { ...keyed(ctx, sk.aiUsage(period, feature)), ...adding(counted) } },
  refused: () => new Error('A sum has no condition'),
})

/** Adds to a feature's usage in a write of its own. */
export const countUsage = (ctx: Context, period: string, feature: string, counted: Counted) =>
  updateItem({ Key: { PK: userPk(ctx.userId), SK: sk.aiUsage(period, feature) }, ...adding(counted) }, ctx.deadline)

const adding = (counted: Counted) => {
  const names = Object.keys(counted)
  return {
    UpdateExpression: `ADD ${names.map((_, i) => `#n${i} :n${i}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#n${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(Object.values(counted).map((value, i) => [`:n${i}`, value])),
  }
}
