import * as z from 'zod'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line } from '../../parts.ts'
import { GoalInput, readGoalOrDraft } from './goal-input.ts'

const Criteria = z.object({
  criteria: z
    .array(z.object({ criterion: Line, measurable: z.boolean(), suggestedMetric: Line.optional() }))
    .min(1)
    .max(12),
  reasoning: Line,
  confidence: Confidence,
})

/** Criteria that show whether a goal is reached. */
export const successCriteriaGen = feature({
  name: 'successCriteriaGen',
  choice: 'successCriteriaGen',
  summary: 'Suggest success criteria for a goal',
  input: GoalInput,
  output: Criteria,
  ttlSeconds: 86_400,
  read: readGoalOrDraft,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Suggest 3 to 6 criteria by which the person can tell that the goal is reached. Do not repeat criteria it has.',
    answer: Criteria,
    finish: asAnswered,
  },
})
