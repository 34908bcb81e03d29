import * as z from 'zod'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines } from '../../parts.ts'
import { GoalInput, readGoalOrDraft } from './goal-input.ts'

const Refinement = z.object({
  refinedTitle: z.string().min(1).max(200),
  refinedDescription: Line,
  reasoning: Line,
  confidence: Confidence,
  suggestedAdjustments: Lines,
})

/** A clearer wording of a goal. */
export const goalRefinement = feature({
  name: 'goalRefinement',
  choice: 'goalRefinement',
  summary: 'Refine the wording of a goal',
  input: GoalInput,
  output: Refinement,
  ttlSeconds: 86_400,
  read: readGoalOrDraft,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'Say the goal ("stored", or the "draft") so that it is specific, measurable, and bound to a time, without making another goal of it. suggestedAdjustments: what the person should decide or change.',
    answer: Refinement,
    finish: asAnswered,
  },
})
