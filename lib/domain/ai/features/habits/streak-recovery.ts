import * as z from 'zod'
import { habitSlots } from '../../core/habit-patterns.ts'
import { streakRecovery as recoveryOf } from '../../core/streak-recovery.ts'
import { HabitInput, readHabitFacts } from '../../facts/habit-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines } from '../../parts.ts'

const Plan = z.object({
  recoveryPlan: z
    .array(z.object({ step: Line, timeframe: Line, difficulty: z.enum(['easy', 'moderate', 'hard']) }))
    .max(8),
  motivationalInsights: Lines,
  adjustmentSuggestions: Lines,
  pattern: Line,
  confidence: Confidence,
})
export const Recovery = Plan.omit({ pattern: true }).extend({
  analysis: z.object({ currentStreak: z.number(), longestStreak: z.number(), recentMisses: z.number(), pattern: Line }),
})

/** How to get back into a habit after a broken streak. */
export const streakRecovery = feature({
  name: 'streakRecovery',
  choice: 'streakRecovery',
  summary: 'Plan how to get back into a habit',
  input: HabitInput,
  output: Recovery,
  ttlSeconds: 86_400,
  read: readHabitFacts,
  core: ({ habit, stats, history }, moment) => recoveryOf(habit, stats, habitSlots(habit, history, moment)),
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'The person has missed "habit" ("history" has the days it was done, "stats" its figures). Plan how to get back into it in small steps, without blame.',
    answer: Plan,
    finish: ({ pattern, ...answer }, { stats }, computed) => ({
      ...answer,
      analysis: {
        currentStreak: stats.currentStreak,
        longestStreak: stats.longestStreak,
        recentMisses: computed?.analysis.recentMisses ?? Math.max(0, 7 - stats.last7Days),
        pattern,
      },
    }),
  },
})
