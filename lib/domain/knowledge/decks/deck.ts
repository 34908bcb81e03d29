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
