import { type Context, isoAt } from '../../../platform/context.ts'
import { conflict, invalidField, notFound } from '../../../platform/errors.ts'
import { type Change, create, remove, update } from '../../../platform/events/change.ts'
import { load, mutateTo } from '../../../platform/events/mutate.ts'
import type { Write } from '../../../platform/events/write.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { MINUTE_MS } from '../../../platform/units.ts'
import { deleted } from '../../fields.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import { localDateOf } from '../../time/zone.ts'
import type { Deck } from '../decks/deck.fields.ts'
import { deckOfCard } from '../decks/deck.service.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import type { Flashcard } from '../items/item.schema.ts'
import { viewItem } from '../items/item.ts'
import { RATINGS, type Rating, type Schedule } from '../items/memory.fields.ts'
import type { DayLoad } from './day-load.ts'
import { loadDueCounts } from './due-counts.repository.ts'
import { schedule } from './fsrs.ts'
import type { CardReview as StoredReview } from './review.fields.ts'
import { CARD_REVIEW } from './review.kind.ts'
import type { CardReview, CreateReview, ReviewAnswer } from './review.schema.ts'
import { ratingOfSm2, scheduleAfter, scheduleOf } from './review.ts'
import { countReview } from './review-days.repository.ts'

/** A clock may be ahead by this. */
const AHEAD_MS = 5 * MINUTE_MS

type Answer = { rating: Rating; at: number; durationMs: number | null; source: StoredReview['source'] }
type Recorded = { changes: Change[]; writes: Write[]; card: VaultItem; log: StoredReview }

/** A card with what a review makes of it, its log and its count. `after`: the schedule that is to be, by the id of the review. */
const recorded = (
  ctx: Context,
  card: VaultItem,
  { rating, at, durationMs, source }: Answer,
  {
    zone,
    changedAt,
    after,
    fields = {},
  }: {
    zone: string
    changedAt: number
    after: (reviewId: string) => Schedule
    fields?: Partial<VaultItem>
  },
): Recorded => {
  const id = ctx.newId(changedAt)
  const log = create(
    CARD_REVIEW,
    {
      ...{ id, userId: ctx.userId, cardId: card.id, deckId: card.deckId, rating, durationMs, source },
      ...{ reviewedAt: isoAt(at), date: localDateOf(at, zone), state: card.memory?.state ?? ('new' as const) },
      before: scheduleOf(card),
    },
    changedAt,
  )
  const change = update(VAULT_ITEM, card, { ...fields, ...after(id) }, changedAt, 'reviewed')
  if (!change) throw new Error('A review changes its card')
  return { changes: [change, log], writes: [countReview(ctx, log.after, 1)], card: change.after, log: log.after }
}

/**
 * Answers a card: FSRS decides when it comes up again, on the person's days.
 * @throws 404 also for an item that is no card, 400 for a time that is not past, 409 for one before the newest review
 */
export const reviewCard = async (
  ctx: Context,
  cardId: string,
  { rating, reviewedAt, durationMs }: CreateReview,
  claim?: Claim | null,
): Promise<ReviewAnswer> => {
  const { timeZone: zone } = await loadProfile(ctx)
  return mutateTo(
    ctx,
    VAULT_ITEM,
    cardId,
    async (card, changedAt) => {
      const at = reviewedAt ? Date.parse(reviewedAt) : ctx.now()
      requireTurn(ctx, card, at)
      const [deck, countOn] = await Promise.all([
        deckOfCard(ctx, card.deckId),
        loadDueCounts(ctx, card.deckId, localDateOf(at, zone)),
      ])
      const outcome = schedule(card.memory, rating, deck, { cardId, at, zone, load: loadFor(deck, countOn) })
      const after = (id: string) => scheduleAfter(card, rating, outcome, id)
      const found = recorded(
        ctx,
        card,
        { rating, at, durationMs: durationMs ?? null, source: 'fsrs' },
        { zone, changedAt, after },
      )
      return { changes: found.changes, writes: found.writes, result: answerOf(found, deck, zone) }
    },
    claim,
  )
}

/** What a deck looks at when it puts a card on a day; null: nothing. */
const loadFor = ({ loadBalancing, easyDays }: Deck, countOn: DayLoad['countOn']): DayLoad | null =>
  loadBalancing || easyDays ? { countOn: loadBalancing ? countOn : () => 0, easyDays } : null

const requireTurn = (ctx: Context, { type, memory }: VaultItem, at: number): void => {
  if (type !== 'flashcard') throw notFound('Flashcard')
  if (at > ctx.now() + AHEAD_MS) throw invalidField('reviewedAt', 'Must not be in the future')
  if (memory && at < Date.parse(memory.lastReviewedAt))
    throw conflict(`The newest review of the card is of ${memory.lastReviewedAt}`, {
      type: 'wrong_state',
      loc: ['body', 'reviewedAt'],
    })
}

const answerOf = ({ card, log }: Recorded, deck: Deck, zone: string): ReviewAnswer => {
  const at = Date.parse(card.nextReviewDate)
  const [again, hard, good, easy] = RATINGS.map(
    (rating) => schedule(card.memory, rating, deck, { cardId: card.id, at, zone }).dueAt,
  )
  const next = { 1: again ?? '', 2: hard ?? '', 3: good ?? '', 4: easy ?? '' }
  return { card: viewItem(card) as Flashcard, log: viewReview(log), next }
}

const viewReview = ({ before: _, ...review }: StoredReview): CardReview => review

/**
 * A review whose schedule a client computed by SM-2. FSRS takes the rating that it stands for, so that both stay in step; the
 * day is the client's. `fields`: what else of the card changes.
 */
export const sm2Review = async (
  ctx: Context,
  card: VaultItem,
  given: Pick<Schedule, 'nextReviewDate' | 'interval' | 'easeFactor' | 'repetitions'>,
  { changedAt, zone, fields = {} }: { changedAt: number; zone: string; fields?: Partial<VaultItem> },
): Promise<Recorded> => {
  const at = Math.max(ctx.now(), card.memory ? Date.parse(card.memory.lastReviewedAt) : 0)
  const rating = ratingOfSm2(scheduleOf(card), given)
  const deck = await deckOfCard(ctx, card.deckId)
  const { memory } = schedule(card.memory, rating, deck, { cardId: card.id, at, zone })
  const isLearned = given.interval >= 1
  const dueOn = localDateOf(Date.parse(given.nextReviewDate), zone)
  const learned = isLearned && { state: 'review' as const, step: 0 }
  const kept = { ...memory, scheduledDays: given.interval, dueOn, ...learned }
  const after = (lastReviewId: string) => ({ ...given, memory: kept, lastReviewId })
  return recorded(ctx, card, { rating, at, durationMs: null, source: 'sm2' }, { zone, changedAt, after, fields })
}

/** Gives back the card as it was before its newest review. @throws 404, 409 for any other review */
export const undoReview = async (ctx: Context, cardId: string, reviewId: string) => {
  const review = await load(ctx, CARD_REVIEW, reviewId, { consistent: true })
  if (review.cardId !== cardId) throw notFound(CARD_REVIEW.label)
  return mutateTo(ctx, VAULT_ITEM, cardId, async (card, at) => {
    if (card.lastReviewId !== reviewId)
      throw conflict('Only the newest review of a card can be undone', { type: 'wrong_state', loc: ['review'] })
    const change = update(VAULT_ITEM, card, review.before, at, 'review_undone')
    const gone = remove(CARD_REVIEW, review, at, {}, 0)
    return {
      changes: change ? [change, gone] : [gone],
      writes: [countReview(ctx, review, -1)],
      result: deleted(reviewId),
    }
  })
}
