import type { Context } from '../../../platform/context.ts'
import { conflict, invalidField, notFound } from '../../../platform/errors.ts'
import { create, update } from '../../../platform/events/change.ts'
import { checkIfMatch, find, mutate, untilCommitted } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { blankOf, newEntity, sent } from '../../entity-fields.ts'
import { DEFAULT_DECK } from '../items/item.fields.ts'
import { hasCards } from '../items/waiting-cards.repository.ts'
import { type Deck, deckFields } from './deck.fields.ts'
import type { CreateDeck, UpdateDeck } from './deck.schema.ts'
import { DECK, deckChange, defaultDeck } from './deck.ts'

export const createDeck = (ctx: Context, input: CreateDeck, claim?: Claim | null): Promise<Deck> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const fields = { ...blankOf(deckFields), ...sent(input), ...newEntity(ctx.userId, ctx.newId(now), now) }
      const change = create(DECK, fields, now)
      return { changes: [change], result: change.after }
    },
    claim,
  )

/** Every deck of the person, the default one first. */
export const listDecks = async (ctx: Context): Promise<Deck[]> => {
  const stored = (await partition(ctx).range(sk.entities(DECK.name))).map((row) => fromItem(DECK, row))
  const own = stored.find(({ id }) => id === DEFAULT_DECK) ?? defaultDeck(ctx.userId)
  return [own, ...stored.filter(({ id }) => id !== DEFAULT_DECK)]
}

/** @throws 404 */
export const readDeck = async (ctx: Context, id: string, options: { consistent?: boolean } = {}): Promise<Deck> => {
  const deck = await find(ctx, DECK, id, options)
  if (deck) return deck
  if (id === DEFAULT_DECK) return defaultDeck(ctx.userId)
  throw notFound(DECK.label)
}

/** The deck of a card. One that is gone schedules as the default deck does. */
export const deckOfCard = async (ctx: Context, id: string): Promise<Deck> =>
  (await find(ctx, DECK, id)) ?? defaultDeck(ctx.userId)

/** @throws 404, 412, 400 naming the field */
export const updateDeck = (ctx: Context, id: string, patch: UpdateDeck): Promise<Deck> =>
  id === DEFAULT_DECK
    ? untilCommitted(ctx, async () => {
        const before = await readDeck(ctx, id, { consistent: true })
        checkIfMatch(ctx, before)
        const change = deckChange(before, sent(patch), ctx.now())
        return { changes: change ? [change] : [], result: change?.after ?? before, upsert: true }
      })
    : mutate(ctx, DECK, id, (before, at) => {
        const change = update(DECK, before, sent(patch), at)
        return change && { changes: [change], result: change.after }
      })

/** A deck that may be deleted. @throws 409 for the default deck and while active cards are in it */
export const requireEmpty = async (ctx: Context, id: string): Promise<void> => {
  if (id === DEFAULT_DECK) throw conflict('The default deck stays', { type: 'wrong_state', loc: ['deck'] })
  if (await hasCards(ctx, id)) throw conflict('Move or delete its cards first', { type: 'wrong_state', loc: ['deck'] })
}

/** @throws 400 naming deckId when there is no such deck */
export const requireDeck = async (ctx: Context, id: string): Promise<void> => {
  if (id !== DEFAULT_DECK && !(await find(ctx, DECK, id))) throw invalidField('deckId', 'There is no such deck')
}
