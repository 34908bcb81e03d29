import type { Kind } from '../../../platform/events/kind.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { CardReview } from './review.fields.ts'
import { countReviews } from './review-days.repository.ts'

/** In the order of time; a pointer finds one by its id. What is undone does not come back. */
export const CARD_REVIEW: Kind<CardReview> = {
  name: 'cardreview',
  label: 'Review',
  day: 'date',
  defaults: {},
  sk: ({ reviewedAt, id }) => sk.cardReview(reviewedAt, id),
  pointer: (id) => sk.cardReviewPointer(id),
  isGoneWhenDeleted: true,
  sideRows: async (ctx, steps) => countReviews(ctx, steps),
}
