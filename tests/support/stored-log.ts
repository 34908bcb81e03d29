import type { VaultItem } from '../../lib/domain/knowledge/items/item.fields.ts'
import type { Rating } from '../../lib/domain/knowledge/items/memory.fields.ts'
import { CARD_REVIEW } from '../../lib/domain/knowledge/reviews/review.kind.ts'
import { chunked } from '../../lib/platform/batches.ts'
import type { Context } from '../../lib/platform/context.ts'
import { create } from '../../lib/platform/events/change.ts'
import { commit } from '../../lib/platform/events/commit.ts'
import { putWrite } from '../../lib/platform/events/write.ts'
import { sk } from '../../lib/platform/table/keys.ts'
import { DAY_MS } from '../../lib/platform/units.ts'
import type { SimulatedReview } from './simulated-person.ts'

/** Three items each, of the hundred that a transaction takes. */
const AT_ONCE = 30
const BEGIN = Date.parse('1950-01-01T12:00:00Z')

/** Stores histories as a log without cards, with one row that counts its reviews. Resolves to how many they are. */
export const storeLog = async (ctx: Context, deckId: string, histories: SimulatedReview[][]): Promise<number> => {
  const reviews = histories.flatMap((reviews, card) => {
    let at = BEGIN
    return reviews.map(({ rating, days }, i) => {
      at += days * DAY_MS + (days === 0 ? 60_000 : 0)
      return reviewOf(ctx, deckId, { card, rating, at, isFirst: i === 0 })
    })
  })
  for (const some of chunked(reviews, AT_ONCE)) await commit(ctx, { changes: some, result: null })
  const counts = {
    date: '2020-01-01',
    deckId,
    reviews: reviews.length,
    newCards: 0,
    reviewCards: 0,
    tested: 0,
    known: 0,
  }
  await commit(ctx, { changes: [], writes: [putWrite(ctx, sk.reviewDay('2020-01-01', deckId), counts)], result: null })
  return reviews.length
}

type Given = { card: number; rating: Rating; at: number; isFirst: boolean }

const reviewOf = (ctx: Context, deckId: string, { card, rating, at, isFirst }: Given) => {
  const reviewedAt = new Date(at).toISOString()
  const memory = isFirst
    ? null
    : {
        ...{ state: 'review' as const, stability: 1, difficulty: 5, step: 0 },
        ...{ scheduledDays: 1, reps: 1, lapses: 0, lastReviewedAt: reviewedAt },
      }
  const before: Pick<
    VaultItem,
    'nextReviewDate' | 'interval' | 'easeFactor' | 'repetitions' | 'memory' | 'lastReviewId'
  > = { nextReviewDate: reviewedAt, interval: 0, easeFactor: 2.5, repetitions: 0, memory, lastReviewId: null }
  return create(
    CARD_REVIEW,
    {
      ...{ id: ctx.newId(), userId: ctx.userId, cardId: `card ${card}`, deckId, rating, reviewedAt, before },
      ...{ durationMs: null, source: 'import' as const, state: isFirst ? ('new' as const) : ('review' as const) },
      date: reviewedAt.slice(0, 10),
    },
    ctx.now(),
  )
}
