import * as z from 'zod'
import { feature } from '../../feature.ts'
import { Confidence, Line, Lines } from '../../parts.ts'
import { HabitDraft, readDraft } from './habit-design.ts'

const Stack = z.object({
  stackSuggestions: z
    .array(
      z.object({
        existingHabit: Line,
        newHabit: Line,
        stackingPattern: Line,
        rationale: Line,
        difficulty: z.enum(['easy', 'moderate', 'challenging']),
      }),
    )
    .max(8),
  timingRecommendations: z.array(z.object({ timeOfDay: Line, habits: Lines, reasoning: Line })).max(8),
  confidence: Confidence,
})

/** Where a new habit fits among the existing ones. */
export const habitStack = feature({
  name: 'habitStack',
  choice: 'habitStack',
  summary: 'Stack a habit onto existing ones',
  input: HabitDraft,
  output: Stack,
  ttlSeconds: 86_400,
  read: readDraft,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Suggest after which of the person\'s habits ("others", by name) the new one fits best, and at what time of day.',
    answer: Stack,
    finish: (answer, { others }) => {
      const names = new Set(others.map(({ name }) => name))
      return { ...answer, stackSuggestions: answer.stackSuggestions.filter((one) => names.has(one.existingHabit)) }
    },
  },
})
