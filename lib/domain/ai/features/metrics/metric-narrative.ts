import * as z from 'zod'
import { ignored } from '../../../fields.ts'
import { MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines } from '../../parts.ts'

const Narrative = z.object({
  summary: Line,
  keyInsights: Lines,
  trends: Line,
  recommendations: Lines,
  confidence: Confidence,
})

/** A description of a metric in words. Logs that clients send are ignored: the stored ones are read. */
export const metricNarrative = feature({
  name: 'metricNarrative',
  choice: 'metricPatterns',
  summary: 'Tell a metric in words',
  input: MetricInput.extend(ignored('logs', 'insights')),
  output: Narrative,
  ttlSeconds: 86_400,
  read: readMetricFacts,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'Tell what the values of "metric" say about the last weeks, in a short paragraph, with the key insights and the trend.',
    answer: Narrative,
    finish: asAnswered,
  },
})
