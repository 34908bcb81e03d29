import * as z from 'zod'
import { bodiesOf, entityOf } from '../../entity-schemas.ts'
import { deckFields } from './deck.fields.ts'

export const Deck = entityOf(deckFields).meta({ id: 'Deck' })
export const DeckList = z.object({ data: z.array(Deck) }).meta({ id: 'DeckList' })
export const { Create: CreateDeck, Update: UpdateDeck } = bodiesOf('Deck', deckFields, {})
export type CreateDeck = z.infer<typeof CreateDeck>
export type UpdateDeck = z.infer<typeof UpdateDeck>
