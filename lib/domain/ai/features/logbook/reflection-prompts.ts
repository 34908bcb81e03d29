import * as z from 'zod'
import { DayInput, readDay } from '../../facts/logbook-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Line, Lines } from '../../parts.ts'

const Prompts = z.object({
  prompts: z
    .array(
      z.object({
        question: Line,
        category: z.enum(['gratitude', 'learning', 'progress', 'challenges', 'future']),
        depth: z.enum(['surface', 'moderate', 'deep']),
        context: Line,
      }),
    )
    .min(1)
    .max(10),
  focusAreas: Lines,
  confidence: Confidence,
})

/** Questions to write about. */
export const reflectionPrompts = feature({
  name: 'reflectionPrompts',
  choice: 'reflectionPrompts',
  summary: 'Suggest questions to reflect on',
  input: DayInput,
  output: Prompts,
  ttlSeconds: 3_600,
  read: readDay,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_000,
    task: 'Ask 3 to 5 questions worth writing about on "date", from what was done that day and what the entries of the week before say.',
    answer: Prompts,
    finish: asAnswered,
  },
})
