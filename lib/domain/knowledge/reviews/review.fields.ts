import * as z from 'zod'
import { given, type StoredOf } from '../../entity-fields.ts'
import { Rating, Schedule } from '../items/memory.fields.ts'

/** One answer to one card. A card is the outcome of its reviews; each holds what the card was before it. */
export const reviewFields = {
  cardId: given(() => z.string()),
  deckId: given(() => z.string()),
  rating: given(() => Rating.describe('1 Again, 2 Hard, 3 Good, 4 Easy')),
  reviewedAt: given(() => z.iso.datetime()),
  durationMs: given(() => z.number().int().nullable()),
  source: given(() => z.enum(['fsrs', 'sm2', 'import']).describe('sm2: a client computed the schedule')),
  state: given(() => z.enum(['new', 'learning', 'review', 'relearning']).describe('Of the card before')),
  date: given(() => z.string().describe('The person’s day')),
  before: given(() => Schedule),
}
export type CardReview = StoredOf<typeof reviewFields>
