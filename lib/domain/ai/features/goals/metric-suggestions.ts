import * as z from 'zod'
import { MetricDirection } from '../../../metrics/metric.fields.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line } from '../../parts.ts'
import { GoalInput, readGoalOrDraft } from './goal-input.ts'

const Answer = z.object({
  metrics: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        description: Line,
        unit: z.string().min(1).max(50),
        direction: MetricDirection,
        targetValue: z.number().optional(),
        frequency: z.enum(['daily', 'weekly', 'monthly']),
        reasoning: Line,
      }),
    )
    .max(10),
  overallRationale: Line,
  confidence: Confidence,
})

/** Metrics that show progress towards a goal. */
export const metricSuggestions = feature({
  name: 'metricSuggestions',
  choice: 'metricSuggestions',
  summary: 'Suggest metrics for a goal',
  input: GoalInput,
  output: Answer.extend({ reasoning: Line }),
  ttlSeconds: 86_400,
  read: readGoalOrDraft,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Suggest 2 to 5 metrics that show whether the person is getting nearer to the goal, with a unit, a direction and, where it makes sense, a target. Leave out what is measured already.',
    answer: Answer,
    finish: (answer) => ({ ...answer, reasoning: answer.overallRationale }),
  },
})
