import * as z from 'zod'
import { patternsOf } from '../../core/metric-patterns.ts'
import { MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Level, Line, Lines } from '../../parts.ts'

export const Patterns = z.object({
  patterns: z
    .array(
      z.object({
        type: z.enum(['trend', 'cycle', 'seasonal', 'spike', 'plateau']),
        description: Line,
        significance: Level,
        insights: Line,
        recommendations: Lines,
      }),
    )
    .max(12),
  overallTrend: z.enum(['improving', 'declining', 'stable']),
  confidence: Confidence,
})

/** What repeats in the values of a metric. */
export const metricPatterns = feature({
  name: 'metricPatterns',
  choice: 'metricPatterns',
  summary: 'Find patterns in a metric',
  input: MetricInput,
  output: Patterns,
  ttlSeconds: 86_400,
  read: readMetricFacts,
  core: ({ metric, points, zone }) => patternsOf(metric, points, zone),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Find what the values ("points", newest first, "at" in epoch milliseconds) of "metric" show: trend, cycles, seasons, spikes, plateaus. Improving or declining goes by the direction of the metric.',
    answer: Patterns,
    finish: asAnswered,
  },
})
