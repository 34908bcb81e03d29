import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { Id, Text } from '../../../fields.ts'
import { readHabit } from '../../../habits/habit.service.ts'
import { Area } from '../../../vocabulary.ts'
import { activeHabits } from '../../facts/habit-facts.ts'
import { feature } from '../../feature.ts'
import { asAnswered, Confidence, Level, Line, Name } from '../../parts.ts'

const Design = z.object({
  optimizedTrigger: Line,
  optimizedAction: Line,
  optimizedReward: Line,
  frictionStrategies: z.array(z.object({ strategy: Line, implementation: Line, effectiveness: Level })).max(8),
  targetFrequency: Line,
  reasoning: Line,
  confidence: Confidence,
})

/** A stored habit, or a draft of one. */
export const HabitDraft = z
  .strictObject({
    habitId: Id.optional(),
    name: Name.optional(),
    description: Text().nullish(),
    intent: Text().nullish(),
    area: Area.optional(),
  })
  .refine(({ habitId, name }) => habitId !== undefined || name !== undefined, {
    path: ['name'],
    error: 'habitId or name is required',
  })
export type HabitDraft = z.infer<typeof HabitDraft>

export const readDraft = async (ctx: Context, draft: HabitDraft) => {
  const [habit, habits] = await Promise.all([draft.habitId ? readHabit(ctx, draft.habitId) : null, activeHabits(ctx)])
  return { draft, habit, others: habits.filter(({ id }) => id !== draft.habitId) }
}

/** A habit that is easy to keep. */
export const habitDesign = feature({
  name: 'habitDesign',
  choice: 'habitDesign',
  summary: 'Design a habit that is easy to keep',
  input: HabitDraft,
  output: Design,
  ttlSeconds: 86_400,
  read: readDraft,
  model: {
    version: 1,
    tier: 'strong',
    maxTokens: 1_200,
    task: 'Design the habit ("habit", or the "draft"): a trigger that can be noticed, an action small enough for a bad day, a reward, ways to lower the friction, and how often.',
    answer: Design,
    finish: asAnswered,
  },
})
