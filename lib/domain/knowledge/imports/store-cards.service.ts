import type { Context } from '../../../platform/context.ts'
import { type Change, create } from '../../../platform/events/change.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { ImportedCard } from '../anki/imported-card.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { newItem } from '../items/item.ts'
import type { CardReview } from '../reviews/review.fields.ts'
import { CARD_REVIEW } from '../reviews/review.kind.ts'
import { countReviews } from '../reviews/review-days.repository.ts'

/** Rows of a change: of a card itself, its event and the count of its day, of a review its pointer too. */
const [CARD_WRITES, REVIEW_WRITES, MOST_WRITES] = [3, 4, 96]
const MOST_BYTES = 3_000_000

type One = { key: string; writes: number; bytes: number; change: Change; review: CardReview | null }

/** Creates cards with their reviews and the counts of those; what is there, or was and is deleted, stays as it is. */
export const storeCards = async (ctx: Context, cards: { id: string; card: ImportedCard }[]): Promise<void> => {
  const all = await missingOf(
    ctx,
    cards.flatMap(({ id, card }) => changesOf(ctx, id, card)),
  )
  let together: One[] = []
  const sum = (of: (one: One) => number) => together.reduce((total, one) => total + of(one), 0)
  for (const one of all) {
    if (sum(({ writes }) => writes) + one.writes > MOST_WRITES || sum(({ bytes }) => bytes) + one.bytes > MOST_BYTES) {
      await storeTogether(ctx, together)
      together = []
    }
    together.push(one)
  }
  if (together.length > 0) await storeTogether(ctx, together)
}

const changesOf = (ctx: Context, id: string, { fields, reviews }: ImportedCard): One[] => {
  const now = ctx.now()
  const card = create(VAULT_ITEM, newItem('flashcard', fields, { userId: ctx.userId, id, now }), now)
  const bytes = 2 * Buffer.byteLength(JSON.stringify(card.data)) + 2_000
  return [
    { key: sk.entity(VAULT_ITEM.name, id), writes: CARD_WRITES, bytes, change: card, review: null },
    ...reviews.map((review): One => {
      const change = create(CARD_REVIEW, review, now)
      return { key: sk.cardReviewPointer(review.id), writes: REVIEW_WRITES, bytes: 5_000, change, review: change.after }
    }),
  ]
}

const missingOf = async (ctx: Context, all: One[]): Promise<One[]> => {
  const keys = all.flatMap(({ key, review }) => (review ? [key] : [key, sk.trash(key)]))
  const rows = await partition(ctx).getMany(keys, { consistent: true })
  const known = new Set(rows.map(({ SK }) => String(SK)))
  return all.filter(({ key }) => !known.has(key) && !known.has(sk.trash(key)))
}

const storeTogether = (ctx: Context, together: One[]): Promise<null> =>
  untilCommitted(ctx, async () => {
    const left = await missingOf(ctx, together)
    const writes = countReviews(
      ctx,
      left.flatMap(({ review }) => (review ? [{ before: null, after: review }] : [])),
    )
    return { changes: left.map(({ change }) => change), writes, result: null, upsert: true }
  })
