import * as z from 'zod'
import { metricHealthOf } from '../../core/metric-health.ts'
import { MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines, Percent } from '../../parts.ts'

export const MetricHealth = z.object({
  healthScore: Percent,
  status: z.enum(['excellent', 'good', 'concerning', 'critical']),
  alerts: z
    .array(z.object({ severity: z.enum(['info', 'warning', 'critical']), message: Line, recommendation: Line }))
    .max(12),
  trackingQuality: z.enum(['excellent', 'good', 'poor', 'insufficient']),
  dataGaps: z.number().min(0),
  recommendations: Lines,
  confidence: Confidence,
})

/** How a metric is doing, and how regularly it is tracked. */
export const metricHealth = feature({
  name: 'metricHealth',
  choice: 'metricHealth',
  summary: 'Judge the health of a metric',
  input: MetricInput,
  output: MetricHealth,
  ttlSeconds: 86_400,
  read: readMetricFacts,
  core: ({ metric, points }, moment) => metricHealthOf(metric, points, moment),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'Judge "metric": how near its values are to target and thresholds, whether it moves the right way, and whether it is logged as often as its trackingFrequency asks (dataGaps counts the gaps).',
    answer: MetricHealth,
    finish: asAnswered,
  },
})
