import type { Context } from '../../../platform/context.ts'
import type { Step } from '../../../platform/events/kind.ts'
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

type Counted = { review: CardReview; by: 1 | -1 }

/** Counts a review in its day, or takes it out again, in the transaction that writes it. */
export const countReview = (ctx: Context, review: CardReview, by: 1 | -1): Write =>
  countWrite(ctx, review, [{ review, by }])

/** Counts reviews after steps of them, each day and deck once. */
export const countReviews = (ctx: Context, steps: Step<CardReview>[]): Write[] => {
  const counted = steps.flatMap(({ before, after }): Counted[] => [
    ...(before ? [{ review: before, by: -1 as const }] : []),
    ...(after ? [{ review: after, by: 1 as const }] : []),
  ])
  const byDay = Map.groupBy(counted, ({ review }) => sk.reviewDay(review.date, review.deckId))
  return [...byDay.values()].map((own) => countWrite(ctx, (own[0] as Counted).review, own))
}

const countWrite = (ctx: Context, { date, deckId }: CardReview, counted: Counted[]): Write => {
  const countOf = (isCounted: (review: CardReview) => boolean): number =>
    counted.reduce((sum, { review, by }) => sum + (isCounted(review) ? by : 0), 0)
  const isTested = ({ state }: CardReview) => state === 'review'
  const counts = {
    reviews: countOf(() => true),
    newCards: countOf(({ state }) => state === 'new'),
    reviewCards: countOf(isTested),
    tested: countOf(isTested),
    known: countOf((review) => isTested(review) && review.rating > 1),
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
