import * as z from 'zod'
import { outlookOf } from '../../core/metric-prediction.ts'
import { MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Day, Lines } from '../../parts.ts'
import { Milestone } from './metric-targets.ts'

export const Prediction = z.object({
  projectedValue: z.number(),
  projectedDate: Day,
  confidence: Confidence,
  interval: z.object({ low: z.number(), high: z.number() }).optional(),
  riskFactors: Lines,
  milestones: z.array(Milestone).max(10),
})

/** Where a metric is heading. */
export const metricPredict = feature({
  name: 'metricPredict',
  choice: 'metricPatterns',
  summary: 'Predict the course of a metric',
  input: MetricInput,
  output: Prediction,
  ttlSeconds: 86_400,
  read: readMetricFacts,
  core: ({ metric, points }, moment) => outlookOf(metric, points, moment),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'Predict the value of "metric" in 30 days from its values ("points", newest first), what could prevent it, and when it passes milestones on the way to its target.',
    answer: Prediction,
    finish: asAnswered,
  },
})
