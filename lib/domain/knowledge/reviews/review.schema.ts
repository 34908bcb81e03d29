import * as z from 'zod'
import { entityOf } from '../../entity-schemas.ts'
import { Id, Instant } from '../../fields.ts'
import { Flashcard } from '../items/item.schema.ts'
import { Rating } from '../items/memory.fields.ts'
import { reviewFields } from './review.fields.ts'

const { before: _, ...shownFields } = reviewFields
export const CardReview = entityOf(shownFields).meta({ id: 'CardReview' })
export type CardReview = z.infer<typeof CardReview>

export const CreateReview = z
  .strictObject({
    rating: Rating.describe('1 Again, 2 Hard, 3 Good, 4 Easy'),
    reviewedAt: Instant.optional().describe('Now when absent; not before the newest review of the card'),
    durationMs: z.number().int().min(0).max(86_400_000).optional(),
  })
  .meta({ id: 'CreateCardReview' })
export type CreateReview = z.infer<typeof CreateReview>

const NextReviews = z.object({
  1: z.iso.datetime(),
  2: z.iso.datetime(),
  3: z.iso.datetime(),
  4: z.iso.datetime(),
})

export const ReviewAnswer = z
  .object({
    card: Flashcard,
    log: CardReview,
    next: NextReviews.describe('When the card would come up after its next review, by rating'),
  })
  .meta({ id: 'CardReviewAnswer' })
export type ReviewAnswer = z.infer<typeof ReviewAnswer>

export const DueQuery = z.object({
  deckId: Id.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type DueQuery = z.infer<typeof DueQuery>

const Count = z.number().int()
export const DueCards = z
  .object({
    cards: z.array(Flashcard),
    counts: z
      .object({ new: Count, learning: Count, review: Count })
      .describe('What is left of today, within the limits of the decks'),
  })
  .meta({ id: 'DueCards' })
export type DueCards = z.infer<typeof DueCards>

const DayCount = z.object({ date: z.iso.date(), count: Count })
export const ReviewStats = z
  .object({
    retention: z
      .number()
      .nullable()
      .describe('Of reviews of the last 30 days, those that were known; null without any'),
    reviewsPerDay: z.array(DayCount).describe('The days of the last year that have reviews'),
    forecast: z.array(DayCount).describe('Cards by the day they come up on, for 30 days from today'),
    maturity: z.object({ new: Count, learning: Count, young: Count, mature: Count }),
    streak: Count.describe('Days in a row with a review, up to today or yesterday'),
  })
  .meta({ id: 'ReviewStats' })
export type ReviewStats = z.infer<typeof ReviewStats>
