import * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import { keyed, type Write } from '../../platform/events/write.ts'
import { sk, startingWith, userPk } from '../../platform/table/keys.ts'
import { queryAll, updateItem } from '../../platform/table/table.ts'
import { periodOf, readBudget } from './budget.repository.ts'

const FeatureUsage = z.object({
  feature: z.string(),
  calls: z.number().int().describe('Questions that went to a model'),
  failed: z.number().int(),
  cacheHits: z.number().int().describe('Answered from the cache, at no cost'),
  computed: z.number().int().describe('Answered without a model'),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costMicroDollars: z.number().int().describe('Millionths of a dollar, at list prices'),
  averageMs: z.number().int().describe('Of the calls'),
})

export const AiUsage = z
  .object({
    period: z.string().describe('YYYY-MM, UTC'),
    tokens: z.object({
      limit: z.number().int(),
      used: z.number().int().describe('Includes what calls under way have reserved'),
      left: z.number().int(),
    }),
    costMicroDollars: z.number().int(),
    features: z.array(FeatureUsage),
  })
  .meta({ id: 'AiUsage' })
export type AiUsage = z.infer<typeof AiUsage>

export const AiUsageQuery = z.object({
  period: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'Must be a month as YYYY-MM')
    .optional()
    .describe('The month, UTC; this one by default'),
})

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

/** Tokens, cost and time of a period, by feature. Two reads. */
export const readUsage = async (ctx: Context, period = periodOf(ctx.now())): Promise<AiUsage> => {
  const range = { pk: userPk(ctx.userId), ...startingWith(sk.aiUsages(period)) }
  const [{ used, limit }, rows] = await Promise.all([
    readBudget(ctx, period),
    queryAll(range, { deadline: ctx.deadline }),
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
