import * as z from 'zod'

export const MetricAnalytics = z
  .object({
    trend: z.object({
      current: z.number(),
      previous: z.number(),
      change: z.number(),
      changePercent: z.number(),
      velocity: z.number().describe('Units a day'),
      acceleration: z.number(),
      isImproving: z.boolean(),
    }),
    progress: z.object({
      current: z.number(),
      target: z.number().describe('0 without a target'),
      percentage: z.number().min(0).max(100),
      remaining: z.number(),
      isOnTrack: z.boolean(),
    }),
    streak: z.object({
      current: z.number().int().describe('Days in a row with a log, up to today'),
      longest: z.number().int(),
    }),
    prediction: z.object({
      futureValue: z.number(),
      daysAhead: z.number().int(),
      confidence: z.number().min(0).max(1),
      lower: z.number(),
      upper: z.number(),
      risk: z.enum(['low', 'medium', 'high']),
    }),
  })
  .meta({ id: 'MetricAnalytics' })
export type MetricAnalytics = z.infer<typeof MetricAnalytics>

export const AnalyticsQuery = z.object({ daysAhead: z.coerce.number().int().min(1).max(3_650).default(30) })
