import type { VaultItem } from '../items/item.fields.ts'
import type { Rating, Schedule } from '../items/memory.fields.ts'
import type { Outcome } from './fsrs.ts'

export const scheduleOf = (card: VaultItem): Schedule => {
  const { nextReviewDate, interval, easeFactor, repetitions, memory, lastReviewId } = card
  return { nextReviewDate, interval, easeFactor, repetitions, memory, lastReviewId }
}

/** What FSRS makes of a card, with the fields that clients of SM-2 read: they see the right day. */
export const scheduleAfter = (card: VaultItem, rating: Rating, outcome: Outcome, reviewId: string): Schedule => ({
  nextReviewDate: outcome.dueAt,
  interval: outcome.memory.scheduledDays,
  easeFactor: card.easeFactor,
  repetitions: rating === 1 ? 0 : card.repetitions + 1,
  memory: outcome.memory,
  lastReviewId: reviewId,
})

/** The rating that a client's own SM-2 result stands for: its ease changes by a known step for each quality from 0 to 5. */
export const ratingOfSm2 = (before: Schedule, after: Pick<Schedule, 'easeFactor' | 'repetitions'>): Rating => {
  const step = after.easeFactor - before.easeFactor
  if (after.repetitions === 0) return step > -0.4 && step < -0.2 ? 2 : 1
  return step > 0.05 ? 4 : 3
}
