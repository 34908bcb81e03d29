import { type Context, isoAt } from '../../../platform/context.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { localDateOf } from '../../time/zone.ts'
import type { Deck } from '../decks/deck.fields.ts'
import { listDecks, readDeck } from '../decks/deck.service.ts'
import type { Flashcard } from '../items/item.schema.ts'
import { viewItem } from '../items/item.ts'
import { waitingCards } from '../items/waiting-cards.repository.ts'
import type { DueCards, DueQuery } from './review.schema.ts'
import { loadReviewDays, type ReviewDay } from './review-days.repository.ts'

/** Cards within the steps of learning that are looked at in one deck. */
const MOST_LEARNING = 1_000

/**
 * What is to be reviewed now: cards within the steps of learning, then those that are due, then new ones, as many as the
 * limits of their deck leave of today. @throws 404 for an unknown deck
 */
export const dueCards = async (ctx: Context, { deckId, limit }: DueQuery): Promise<DueCards> => {
  const [decks, { timeZone }] = await Promise.all([
    deckId ? readDeck(ctx, deckId).then((deck) => [deck]) : listDecks(ctx),
    loadProfile(ctx),
  ])
  const today = await loadReviewDays(ctx, localDateOf(ctx.now(), timeZone))
  const found = await Promise.all(decks.map((deck) => dueInDeck(ctx, deck, today)))
  const [learning, review, fresh] = [
    found.flatMap((one) => one.learning),
    found.flatMap((one) => one.review),
    found.flatMap((one) => one.fresh),
  ]
  const cards = [...learning, ...review, ...fresh].slice(0, limit).map((card) => viewItem(card) as Flashcard)
  return { cards, counts: { new: fresh.length, learning: learning.length, review: review.length } }
}

const dueInDeck = async (ctx: Context, { id, newPerDay, reviewsPerDay }: Deck, today: ReviewDay[]) => {
  const done = today.find(({ deckId }) => deckId === id)
  const now = isoAt(ctx.now())
  const [learning, review, fresh] = await Promise.all([
    waitingCards(ctx, id, 'learning', { upTo: now, limit: MOST_LEARNING }),
    waitingCards(ctx, id, 'review', { upTo: now, limit: reviewsPerDay - (done?.reviewCards ?? 0) }),
    waitingCards(ctx, id, 'new', { upTo: null, limit: newPerDay - (done?.newCards ?? 0) }),
  ])
  return { learning, review, fresh }
}
