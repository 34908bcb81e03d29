import * as z from 'zod'
import { ignored } from '../../../fields.ts'
import { progressOf } from '../../../metrics/progress.ts'
import { trendOf } from '../../../metrics/trend.ts'
import { type MetricFacts, MetricInput, readMetricFacts } from '../../facts/metric-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines } from '../../parts.ts'

const Coaching = z.object({
  message: Line,
  tone: z.enum(['celebration', 'encouragement', 'warning', 'guidance']),
  tips: Lines,
  confidence: Confidence,
})

/** The latest change and the distance to the target, in one sentence. Null without values. */
const core = ({ metric, points }: MetricFacts): z.infer<typeof Coaching> | null => {
  const value = points[0]?.value
  if (value === undefined) return null
  const { isImproving, change } = trendOf(points, metric.direction)
  const { percentage, isOnTrack } = progressOf(metric, value)
  const reached = metric.targetValue !== null && percentage >= 100
  const moved =
    change === 0 ? 'did not change' : `${change > 0 ? 'rose' : 'fell'} by ${Number(Math.abs(change).toPrecision(4))}`
  const way = metric.targetValue === null ? '' : `, ${Math.round(percentage)} % of the way to ${metric.targetValue}`
  return {
    message: `${metric.name} ${moved} and is at ${value}${way}.`,
    tone: reached ? 'celebration' : isImproving ? 'encouragement' : isOnTrack ? 'guidance' : 'warning',
    tips: [
      ...(points.length < 5 ? ['Log it a few more times: trends need at least five values'] : []),
      ...(metric.targetValue === null ? ['Set a target to see how far it is'] : []),
      ...(!isImproving && change !== 0 ? ['Look at what was different in the last days'] : []),
    ],
    confidence: points.length >= 5 ? 0.8 : 0.5,
  }
}

/** A short coaching message that is shown when a metric is opened. */
export const metricCoaching = feature({
  name: 'metricCoaching',
  choice: 'metricPatterns',
  summary: 'Coach on a metric',
  input: MetricInput.extend(ignored('logs', 'context')),
  output: Coaching,
  ttlSeconds: 86_400,
  read: readMetricFacts,
  core,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 600,
    task: 'Say one or two honest, friendly sentences about how "metric" is going, and up to three tips.',
    answer: Coaching,
    finish: asAnswered,
  },
})
