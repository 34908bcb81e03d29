import { type Change, create, update } from '../../../platform/events/change.ts'
import type { Kind } from '../../../platform/events/kind.ts'
import { blankOf, defaultsOf } from '../../entity-fields.ts'
import { DEFAULT_DECK } from '../items/item.fields.ts'
import { type Deck, deckFields } from './deck.fields.ts'

export const DECK: Kind<Deck> = {
  name: 'deck',
  label: 'Deck',
  title: 'name',
  defaults: defaultsOf(deckFields),
}

/** The default deck of a person who has not changed it: it has version 0 and is stored with its first change. */
export const defaultDeck = (userId: string): Deck => {
  const at = new Date(0).toISOString()
  return { ...blankOf(deckFields), name: 'Default', id: DEFAULT_DECK, userId, version: 0, createdAt: at, updatedAt: at }
}

/** A change of a deck at an instant (epoch ms): what stores the default deck, when it is its first. Null when nothing changes. */
export const deckChange = (before: Deck, patch: Partial<Deck>, now: number): Change<Deck> | null =>
  before.version === 0
    ? create(DECK, { ...before, ...patch }, now)
    : update(DECK, before, patch, Math.max(now, Date.parse(before.updatedAt) + 1))
