import * as z from 'zod'

export const CARD_STATES = ['learning', 'review', 'relearning'] as const

/** What FSRS knows of a card that was reviewed. `step`: place in the steps of learning. `scheduledDays`: 0 within the steps. */
export const Memory = z.object({
  state: z.enum(CARD_STATES),
  stability: z.number(),
  difficulty: z.number(),
  step: z.number().int(),
  scheduledDays: z.number(),
  reps: z.number().int(),
  lapses: z.number().int(),
  lastReviewedAt: z.iso.datetime(),
  dueOn: z.iso.date().optional().describe('The person’s day on which it comes up, as it was when that was decided'),
})
export type Memory = z.infer<typeof Memory>

export const Rating = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
export type Rating = z.infer<typeof Rating>
export const RATINGS: Rating[] = [1, 2, 3, 4]

/** Everything that a review changes of a card, and that its undoing gives back. */
export const Schedule = z.object({
  nextReviewDate: z.iso.datetime(),
  interval: z.number(),
  easeFactor: z.number(),
  repetitions: z.number().int(),
  memory: Memory.nullable(),
  lastReviewId: z.string().nullable(),
})
export type Schedule = z.infer<typeof Schedule>
