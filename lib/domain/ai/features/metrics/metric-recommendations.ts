import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { ignored } from '../../../fields.ts'
import { openGoals } from '../../facts/goal-facts.ts'
import { MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Level, Line } from '../../parts.ts'

const Recommendations = z.object({
  recommendations: z
    .array(
      z.object({
        type: z.enum(['logging', 'target', 'frequency', 'intervention']),
        title: Line,
        description: Line,
        priority: Level,
        actionable: z.boolean(),
      }),
    )
    .max(10),
  confidence: Confidence,
})

const readFacts = async (ctx: Context, input: MetricInput) => {
  const [facts, goals] = await Promise.all([readMetricFacts(ctx, input), openGoals(ctx)])
  return { ...facts, goals: goals.filter(({ id }) => facts.metric.goalIds.includes(id)) }
}

/** What to do about a metric. */
export const metricRecommendations = feature({
  name: 'metricRecommendations',
  choice: 'metricHealth',
  summary: 'Recommend what to do about a metric',
  input: MetricInput.extend(ignored('logs', 'goals')),
  output: Recommendations,
  ttlSeconds: 86_400,
  read: readFacts,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Recommend what to do about "metric": how to log it, which target, how often, or what to change in life, with its goals in mind.',
    answer: Recommendations,
    finish: asAnswered,
  },
})
