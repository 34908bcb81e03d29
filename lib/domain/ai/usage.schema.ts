import * as z from 'zod'

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
