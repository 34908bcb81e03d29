/** A card with its note of two sides. `createdAt`: epoch ms. Numbers are as Anki has them (its database, schema 11). */
export type WrittenCard = {
  guid: string
  createdAt: number
  deckId: string
  front: string
  back: string
  tags: string[]
  type: number
  queue: number
  /** Epoch seconds within the steps of learning, days since the collection was made for reviews; null: the next place among the new ones. */
  due: number | null
  interval: number
  factor: number
  reps: number
  lapses: number
  data: string
}

/** `at`, `dueAtBefore`: epoch ms. `intervalBefore`: days. */
export type WrittenReview = {
  guid: string
  at: number
  ease: number
  intervalBefore: number
  dueAtBefore: number
  factor: number
  durationMs: number
  type: number
}

export type AnkiWriter = {
  addCard: (card: WrittenCard) => void
  /** Reviews come in the order of time, after all cards. That of a card that is not there is left out: false. */
  addReview: (review: WrittenReview) => boolean
  /** Ends the writing. Resolves to the database; one that `isDone` is what Anki opens, another can be continued. */
  close: (isDone: boolean) => Promise<Buffer>
}

/** `createdAt`: epoch seconds. The first deck is that which everybody has. */
export type NewCollection = { createdAt: number; decks: { id: string; name: string }[] }

/** Begins a collection, or continues one that was closed. */
export type WriteAnkiCollection = (name: string, facts: NewCollection, written: Buffer | null) => Promise<AnkiWriter>
