import * as z from 'zod'
import { HabitInput, readHabitFacts } from '../../facts/habit-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Level, Line, Lines } from '../../parts.ts'

const Triggers = z.object({
  currentTriggerAnalysis: z.object({
    clarity: z.enum(['unclear', 'somewhat clear', 'very clear']),
    observability: z.enum(['hard to notice', 'noticeable', 'obvious']),
    consistency: z.enum(['inconsistent', 'somewhat consistent', 'very consistent']),
    issues: Lines,
  }),
  optimizedTriggers: z
    .array(
      z.object({
        trigger: Line,
        type: z.enum(['time', 'location', 'preceding action', 'emotional state', 'person']),
        specificity: z.enum(['vague', 'moderate', 'very specific']),
        effectiveness: Level,
        implementation: Line,
      }),
    )
    .max(8),
  environmentalCues: Lines,
  confidence: Confidence,
})

/** A better trigger for a habit. */
export const triggerOptimization = feature({
  name: 'triggerOptimization',
  choice: 'triggerOptimization',
  summary: 'Find a better trigger for a habit',
  input: HabitInput,
  output: Triggers,
  ttlSeconds: 86_400,
  read: readHabitFacts,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Judge the trigger of "habit" and suggest better ones: specific, easy to notice, there every time.',
    answer: Triggers,
    finish: asAnswered,
  },
})
