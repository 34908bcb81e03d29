import type { Context } from '../../../../platform/context.ts'
import { fromItem } from '../../../../platform/events/stored.ts'
import { type Item, partition } from '../../../../platform/partition.ts'
import { LAST, sk } from '../../../../platform/table/keys.ts'
import { CARD_REVIEW } from '../review.kind.ts'
import { addReview, emptyLog, type ReviewLog } from './histories.ts'

const PAGE = 1_000
/** What memory has room for: some 50 MB. Of a longer log the first are read. */
const MOST_REVIEWS = 1_000_000

/** All reviews of the person up to an instant (ISO), packed as they are read, a thousand a round trip at most. */
export const loadReviewLog = async (ctx: Context, deckId: string, upTo: string): Promise<ReviewLog> => {
  const log = emptyLog()
  const bounds = { from: sk.cardReview('', '').slice(0, -1), to: `${sk.cardReview(upTo, '')}${LAST}`, limit: PAGE }
  let after: Item | undefined
  do {
    const page = await partition(ctx).page({ ...bounds, after })
    for (const item of page.items) {
      const { cardId, deckId: deck, rating, date, before } = fromItem(CARD_REVIEW, item)
      addReview(log, { cardId, rating, date, isInDeck: deck === deckId, isFirst: before.memory === null })
    }
    after = page.next
  } while (after && log.card.length < MOST_REVIEWS)
  return log
}
