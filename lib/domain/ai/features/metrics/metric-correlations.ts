import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import type { Metric } from '../../../metrics/metric.schema.ts'
import { correlationsOf } from '../../core/metric-correlations.ts'
import { type MetricFacts, MetricInput, readMetricFacts, trackedMetrics } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Strength } from '../../parts.ts'

const Found = z.object({
  metricId: z.string(),
  correlationType: z.enum(['positive', 'negative']),
  strength: Strength,
  description: Line,
  insights: Line,
  actionable: z.boolean(),
})
const Answer = z.object({ correlations: z.array(Found).max(20), overallInsights: Line, confidence: Confidence })
export const Correlations = Answer.extend({ correlations: z.array(Found.extend({ metricName: z.string() })) })

export type CorrelationFacts = MetricFacts & { others: Metric[] }

const readFacts = async (ctx: Context, input: MetricInput): Promise<CorrelationFacts> => {
  const [facts, metrics] = await Promise.all([readMetricFacts(ctx, input), trackedMetrics(ctx)])
  return { ...facts, others: metrics.filter(({ id }) => id !== input.metricId) }
}

const trackedOf = ({ id, name, logs = [] }: Metric) => ({
  id,
  name,
  points: logs.map(({ value, loggedAt }) => ({ value, at: Date.parse(loggedAt) })),
})

/** Metrics that move together. */
export const metricCorrelations = feature({
  name: 'metricCorrelations',
  choice: 'metricCorrelations',
  summary: 'Find metrics that move with a metric',
  input: MetricInput,
  output: Correlations,
  ttlSeconds: 86_400,
  read: readFacts,
  core: ({ metric, points, others, zone }) => correlationsOf({ ...metric, points }, others.map(trackedOf), zone),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Which of "others" move with "metric" or against it? Name them by metricId. That two move together does not make one the cause: say so where it matters.',
    answer: Answer,
    finish: (answer, { others }) => {
      const names = new Map(others.map(({ id, name }) => [id, name]))
      const correlations = answer.correlations.flatMap((one) => {
        const metricName = names.get(one.metricId)
        return metricName === undefined ? [] : [{ ...one, metricName }]
      })
      return { ...answer, correlations }
    },
  },
})
