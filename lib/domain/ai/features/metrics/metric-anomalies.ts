import * as z from 'zod'
import { anomalyOf } from '../../core/metric-anomaly.ts'
import { MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Level, Lines } from '../../parts.ts'

export const Anomaly = z.object({
  isAnomaly: z.boolean(),
  anomalyType: z.enum(['spike', 'drop', 'outlier']).optional(),
  severity: Level,
  possibleCauses: Lines,
  expectedRange: z.object({ min: z.number(), max: z.number() }).optional(),
  recommendations: Lines,
  requiresAttention: z.boolean(),
  confidence: Confidence,
})

/** Whether the newest value is unusual. */
export const metricAnomalies = feature({
  name: 'metricAnomalies',
  choice: 'metricAnomalies',
  summary: 'Explain an unusual value of a metric',
  input: MetricInput,
  output: Anomaly,
  ttlSeconds: 86_400,
  read: readMetricFacts,
  core: ({ metric, points }) => anomalyOf(metric, points),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'Say whether the newest of "points" (the first) is unusual for "metric", and what may be behind it.',
    answer: Anomaly,
    finish: asAnswered,
  },
})
