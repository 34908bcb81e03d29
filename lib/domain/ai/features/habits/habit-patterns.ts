import * as z from 'zod'
import { dueDays, habitSlots, habitPatterns as patternsOf } from '../../core/habit-patterns.ts'
import { HabitInput, readHabitFacts } from '../../facts/habit-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines, Strength } from '../../parts.ts'

export const HabitPatterns = z.object({
  completionPatterns: z.array(z.object({ pattern: Line, frequency: Line, context: Line, strength: Strength })).max(10),
  optimalTiming: z.object({ bestTimeOfDay: Line, bestDayOfWeek: Line, reasoning: Line }),
  correlations: z
    .array(
      z.object({
        factor: Line,
        impact: z.enum(['positive', 'negative', 'neutral']),
        strength: Strength,
        insights: Line,
      }),
    )
    .max(10),
  recommendations: Lines,
  confidence: Confidence,
})

/** When a habit is kept and when it is missed. */
export const habitPatterns = feature({
  name: 'habitPatterns',
  choice: 'habitPatterns',
  summary: 'Find when a habit is kept and when not',
  input: HabitInput,
  output: HabitPatterns,
  ttlSeconds: 86_400,
  read: readHabitFacts,
  core: ({ habit, history }, moment) => patternsOf(dueDays(habit, history, moment), habitSlots(habit, history, moment)),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Find when "habit" is done and when it is missed, from the days in "history": days of the week, runs, breaks.',
    answer: HabitPatterns,
    finish: asAnswered,
  },
})
