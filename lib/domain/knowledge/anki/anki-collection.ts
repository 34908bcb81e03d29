import type { ByteSource } from '../../archives/byte-source.ts'

/** A card of Anki with the fields of its note. Numbers are as Anki has them (docs of its database, schema 11). */
export type AnkiCard = {
  id: number
  deck: string
  /** 1: the deck that everybody has. */
  deckId: number
  front: string
  back: string
  tags: string[]
  /** 0 new, 1 learning, 2 review, 3 relearning. */
  type: number
  /** -1: suspended. */
  queue: number
  /** Epoch seconds for a card within the steps of learning, else days since the collection was made. */
  due: number
  interval: number
  /** Of SM-2, in thousandths. */
  factor: number
  reps: number
  lapses: number
  /** JSON with the memory of FSRS: s, d and lrt. */
  data: string
}

/** An answer. `at`: epoch ms. `ease`: 1 to 4, or 0 where somebody moved the card by hand. Days where positive, else seconds. */
export type AnkiReview = {
  at: number
  cardId: number
  ease: number
  interval: number
  lastInterval: number
  factor: number
  durationMs: number
  /** 0 learning, 1 review, 2 relearning, 3 filtered. */
  type: number
}

export type AnkiCollection = {
  /** Epoch seconds: the days of due dates are counted from there. */
  createdAt: number
  cards: number
  /** The next cards by their ids, and those that cannot be read. */
  cardsAfter: (
    id: number,
    limit: number,
  ) => { cards: AnkiCard[]; unreadable: { name: string; reason: string }[]; last: number | null }
  /** Those of some cards, oldest first. */
  reviewsOf: (cardIds: number[]) => AnkiReview[]
  close: () => void
}

/** The media of a package, by their names. */
export type AnkiMedia = { name: string; read: (most: number) => Promise<Buffer | string> }

export type OpenPackage = {
  collection: AnkiCollection
  media: AnkiMedia[]
  unreadable: { name: string; reason: string }[]
}

/**
 * Opens a package in any of its formats. `name`: of its unpacked collection on the disk of this process, which is kept for the next
 * slice. Null: it is none. A text: why it cannot be opened.
 */
export type OpenAnkiPackage = (source: ByteSource, name: string) => Promise<OpenPackage | string | null>
