import { inParallel } from '../../../platform/batches.ts'
import { type Context, isoAt } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { create } from '../../../platform/events/change.ts'
import { remember } from '../../../platform/events/commit.ts'
import { loadMany, mutate, untilCommitted } from '../../../platform/events/mutate.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import type { Page } from '../../../platform/lists/list.ts'
import { sent } from '../../entity-fields.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { ContentStore } from '../content/content-store.ts'
import { loadContent, storeContent } from '../content/long-content.ts'
import { readDeck, requireDeck } from '../decks/deck.service.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { DEFAULT_DECK } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { listItems } from '../items/item.list.ts'
import type { Flashcard, ItemQuery } from '../items/item.schema.ts'
import { changed } from '../items/item.service.ts'
import { newItem, patchFor, titleOfCard, viewItem } from '../items/item.ts'
import type { CreateFlashcard, UpdateFlashcard } from '../items/item-input.schema.ts'
import { sm2Review } from '../reviews/review.service.ts'
import type { ReviewSession, ReviewSessionResult } from './card.schema.ts'
import { dueAfter, sm2 } from './sm2.ts'

const PARALLEL = 8

/** A card that is due at once. @throws 400 naming the field, 404 for an unknown source */
export const createCard = async (
  ctx: Context,
  store: ContentStore,
  input: CreateFlashcard,
  claim?: Claim | null,
): Promise<Flashcard> => {
  const { content = null, title = titleOfCard(input.front), deckId = DEFAULT_DECK, ...fields } = input
  await requireDeck(ctx, deckId)
  const stored = await storeContent(ctx, store, content)
  return untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const given = { nextReviewDate: isoAt(now), ...sent(fields), ...stored, title, deckId }
      const item = newItem('flashcard', given, { userId: ctx.userId, id: ctx.newId(now), now })
      const change = create(VAULT_ITEM, item, now)
      return { changes: [change], result: viewItem(change.after, content) as Flashcard }
    },
    claim,
  )
}

/** Whether a patch says when the card comes up again, otherwise than it does: a client has reviewed it. */
const isReview = (before: VaultItem, patch: Partial<VaultItem>): boolean =>
  (['nextReviewDate', 'interval', 'easeFactor', 'repetitions'] as const).some(
    (name) => patch[name] !== undefined && patch[name] !== before[name],
  )

export const listCards = async (
  ctx: Context,
  store: ContentStore,
  query: Omit<ItemQuery, 'type'>,
): Promise<Page<Flashcard>> => {
  const { data, ...page } = await listItems(ctx, store, { ...query, type: 'flashcard' })
  return { ...page, data: data.filter((item) => item.type === 'flashcard') }
}

/** @throws 404 also for an item that is no card, 412, 400 naming the field */
export const updateCard = async (
  ctx: Context,
  store: ContentStore,
  id: string,
  body: UpdateFlashcard,
): Promise<Flashcard> => {
  const stored = body.content === undefined ? {} : await storeContent(ctx, store, body.content)
  if (body.deckId !== undefined) await requireDeck(ctx, body.deckId)
  const item = await mutate(ctx, VAULT_ITEM, id, async (before, at) => {
    if (before.type !== 'flashcard') throw notFound('Flashcard')
    const patch = { ...patchFor('flashcard', body), ...stored }
    if (!isReview(before, patch)) return changed(before, patch, at)
    const { timeZone: zone } = await loadProfile(ctx)
    const { card, ...review } = await sm2Review(
      ctx,
      before,
      { ...before, ...patch },
      { changedAt: at, zone, fields: patch },
    )
    return { changes: review.changes, writes: review.writes, result: card }
  })
  return viewItem(item, await loadContent(ctx, store, item)) as Flashcard
}

/** Answers of a session by SM-2, each card's in their order. @throws 404 when the deck or a card is unknown: then none counts */
export const reviewCards = async (
  ctx: Context,
  deckId: string,
  { reviews }: ReviewSession,
  claim?: Claim | null,
): Promise<ReviewSessionResult> => {
  await readDeck(ctx, deckId)
  const { timeZone: zone } = await loadProfile(ctx)
  const byCard = Map.groupBy(reviews, ({ flashcardId }) => flashcardId)
  const known = await loadMany(ctx, VAULT_ITEM, [...byCard.keys()])
  if (known.filter(({ type }) => type === 'flashcard').length < byCard.size) throw notFound('Flashcard')
  const nextReviewDates: Record<string, string> = {}
  await inParallel([...byCard], PARALLEL, async ([id, answers]) => {
    for (const { quality } of answers) {
      const reviewed = await mutate(ctx, VAULT_ITEM, id, async (before, at) => {
        const given = sm2(before, quality)
        const schedule = { ...given, nextReviewDate: dueAfter(given.interval, at) }
        const { card, changes, writes } = await sm2Review(ctx, before, schedule, { changedAt: at, zone })
        return { changes, writes, result: card }
      })
      nextReviewDates[id] = reviewed.nextReviewDate
    }
  })
  const result = { updated: byCard.size, nextReviewDates }
  if (claim) await remember(ctx, claim, result)
  return result
}
