import type { Context } from '../../../platform/context.ts'
import { keyed, staleRead, type Write } from '../../../platform/events/write.ts'
import { partition } from '../../../platform/partition.ts'
import { LAST, sk } from '../../../platform/table/keys.ts'
import type { CardReview } from './review.fields.ts'

/** Reviews of a day in one deck. `tested`: of cards that were learned before; `known`: those of them that were not forgotten. */
export type ReviewDay = {
  date: string
  deckId: string
  reviews: number
  newCards: number
  reviewCards: number
  tested: number
  known: number
}

/** Counts a review in its day, or takes it out again, in the transaction that writes it. */
export const countReview = (ctx: Context, review: CardReview, by: 1 | -1): Write => {
  const { date, deckId, state, rating } = review
  const isTested = state === 'review'
  const counts = {
    reviews: by,
    newCards: state === 'new' ? by : 0,
    reviewCards: isTested ? by : 0,
    tested: isTested ? by : 0,
    known: isTested && rating > 1 ? by : 0,
  }
  const names = Object.keys(counts)
  return {
    item: {
      Update: {
        ...keyed(ctx, sk.reviewDay(date, deckId)),
        UpdateExpression: `SET #date = :date, #deckId = :deckId ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(['date', 'deckId', ...names].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ':date': date,
          ':deckId': deckId,
          ...Object.fromEntries(Object.entries(counts).map(([name, value]) => [`:${name}`, value])),
        },
      },
    },
    refused: staleRead,
  }
}

/** The days from one on that have reviews, by deck, oldest first. */
export const loadReviewDays = async (ctx: Context, from: string): Promise<ReviewDay[]> => {
  const rows = await partition(ctx).range({ from: sk.reviewDays(from), to: sk.reviewDays(LAST) })
  return rows.map(({ PK: _pk, SK: _sk, ...day }) => day as ReviewDay)
}
