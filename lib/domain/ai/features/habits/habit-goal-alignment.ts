import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { Id } from '../../../fields.ts'
import { readHabit } from '../../../habits/habit.service.ts'
import { openGoals } from '../../facts/goal-facts.ts'
import { activeHabits } from '../../facts/habit-facts.ts'
import { feature } from '../../feature.ts'
import { Confidence, Level, Line, Strength } from '../../parts.ts'

const Alignment = z.object({
  alignedGoals: z
    .array(z.object({ goalTitle: Line, alignmentStrength: Strength, explanation: Line, impact: Line }))
    .max(12),
  misalignments: z.array(z.object({ issue: Line, severity: Level, suggestion: Line })).max(12),
  newHabitSuggestions: z
    .array(z.object({ habitName: Line, goalSupported: Line, rationale: Line, priority: Level }))
    .max(8),
  confidence: Confidence,
})

const Input = z.strictObject({ habitId: Id.optional().describe('All active habits by default') })

const readFacts = async (ctx: Context, { habitId }: z.infer<typeof Input>) => {
  const [habits, goals] = await Promise.all([
    habitId ? readHabit(ctx, habitId).then((habit) => [habit]) : activeHabits(ctx),
    openGoals(ctx),
  ])
  return { habits, goals }
}

/** Whether habits serve the goals. */
export const habitGoalAlignment = feature({
  name: 'habitGoalAlignment',
  choice: 'habitGoalAlignment',
  summary: 'Compare habits with goals',
  input: Input,
  output: Alignment,
  ttlSeconds: 86_400,
  read: readFacts,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_500,
    task: 'Which of "goals" (by title) do "habits" serve, which habits work against a goal, and which habits are missing?',
    answer: Alignment,
    finish: (answer, { goals }) => {
      const titles = new Set(goals.map(({ title }) => title))
      return { ...answer, alignedGoals: answer.alignedGoals.filter(({ goalTitle }) => titles.has(goalTitle)) }
    },
  },
})
