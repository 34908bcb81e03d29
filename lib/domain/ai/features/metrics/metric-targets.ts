import * as z from 'zod'
import { targetOf } from '../../core/metric-target.ts'
import { MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Day, Line } from '../../parts.ts'

export const Milestone = z.object({ value: z.number(), date: Day, description: Line })
const Answer = z.object({
  recommendedTarget: z.number(),
  reasoning: Line,
  achievability: z.enum(['easy', 'moderate', 'challenging', 'stretch']),
  timeframe: Line,
  milestones: z.array(Milestone).max(10),
  confidence: Confidence,
})
export const Target = Answer.extend({ currentValue: z.number() })

/** A realistic target for a metric. */
export const metricTargets = feature({
  name: 'metricTargets',
  choice: 'metricTargets',
  summary: 'Recommend a target for a metric',
  input: MetricInput,
  output: Target,
  ttlSeconds: 86_400,
  read: readMetricFacts,
  core: ({ metric, points }, moment) => targetOf(metric, points, moment),
  model: {
    version: 1,
    tier: 'fast',
    maxTokens: 1_000,
    task: 'Recommend a target for "metric" that its past values ("points", newest first) make reachable with some effort, and milestones on the way.',
    answer: Answer,
    finish: (answer, { points }) => ({ ...answer, currentValue: points[0]?.value ?? 0 }),
  },
})
