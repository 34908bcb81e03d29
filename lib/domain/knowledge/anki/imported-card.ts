import { isoAt } from '../../../platform/context.ts'
import { DAY_MS } from '../../../platform/units.ts'
import { Text, Title } from '../../fields.ts'
import { localDateOf } from '../../time/zone.ts'
import type { Area } from '../../vocabulary.ts'
import { defaultDeck } from '../decks/deck.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { titleOfCard } from '../items/item.ts'
import type { Memory, Rating, Schedule } from '../items/memory.fields.ts'
import { schedule } from '../reviews/fsrs.ts'
import type { CardReview } from '../reviews/review.fields.ts'
import type { AnkiCard, AnkiReview } from './anki-collection.ts'

/** `at`: when the import was asked for, epoch ms. `createdAt`: of the collection, epoch seconds. `idOf`: of the review at a time. */
export type CardFacts = {
  userId: string
  cardId: string
  deckId: string
  area: Area
  timeZone: string
  at: number
  createdAt: number
  idOf: (review: AnkiReview) => string
}
type ReviewFields = Omit<CardReview, 'version' | 'createdAt' | 'updatedAt'>
export type ImportedCard = {
  fields: Pick<VaultItem, 'title' | 'area'> & Partial<VaultItem>
  reviews: ReviewFields[]
}

const [NEW, LEARNING, REVIEW, RELEARNING] = [0, 1, 2, 3]
const STATES = { [LEARNING]: 'learning', [REVIEW]: 'review', [RELEARNING]: 'relearning' } as const
const SUSPENDED = -1
/** Anki was not there before. */
const FIRST_AT = Date.UTC(2000, 0, 1)
const MOST_DAYS = 36_500

/** A card of Anki with its reviews as ours, its schedule as it is there; or why it cannot be one. */
export const importedCard = (card: AnkiCard, log: AnkiReview[], facts: CardFacts): ImportedCard | string => {
  const { front, back } = card
  if (!Title(20_000).safeParse(front).success) return 'Its front is blank, too long or not printable'
  if (!Text(20_000).safeParse(back).success) return 'Its back is too long or not printable'
  const text = front.replace(/<[^>]*>/g, '').trim()
  const title = Title(200).safeParse(titleOfCard(text)).success ? titleOfCard(text) : 'Card'
  const { reviews, memory: folded } = reviewsOf(log, facts)
  const fields = {
    ...{ title, front, back, area: facts.area, deckId: facts.deckId },
    tags: card.tags.filter((tag) => Title(100).safeParse(tag).success).slice(0, 100),
    status: card.queue === SUSPENDED ? ('archived' as const) : ('active' as const),
    ...scheduleIn(card, folded, facts),
    lastReviewId: reviews.at(-1)?.id ?? null,
  }
  return { fields, reviews }
}

const easeOf = (factor: number): number => (factor >= 1_300 ? Math.min(factor / 1_000, 100) : 2.5)
const daysOf = (interval: number): number => Math.min(Math.max(interval, 0), MOST_DAYS)

const scheduleIn = (
  card: AnkiCard,
  folded: Memory | null,
  { at, createdAt, timeZone }: CardFacts,
): Omit<Schedule, 'lastReviewId'> => {
  const common = {
    easeFactor: easeOf(card.factor),
    interval: daysOf(card.interval),
    repetitions: Math.max(0, card.reps),
  }
  const state = STATES[card.type as keyof typeof STATES]
  if (!state || card.type === NEW)
    return { ...common, interval: 0, repetitions: 0, nextReviewDate: isoAt(at), memory: null }
  // Steps of minutes are instants, days are counted from the collection's first.
  const due = card.due > 1_000_000_000 ? card.due * 1_000 : createdAt * 1_000 + card.due * DAY_MS
  const dueAt = Math.min(Math.max(due, FIRST_AT), Date.UTC(2199, 0, 1))
  const said = memoryIn(card)
  const stability = said.stability ?? folded?.stability ?? Math.max(common.interval, 0.1)
  const memory: Memory = {
    ...{ state, stability, difficulty: said.difficulty ?? folded?.difficulty ?? 5, step: 0 },
    ...{
      scheduledDays: state === 'review' ? common.interval : 0,
      reps: common.repetitions,
      lapses: Math.max(0, card.lapses),
    },
    dueOn: localDateOf(dueAt, timeZone),
    lastReviewedAt: folded?.lastReviewedAt ?? isoAt(Math.min(at, Math.max(FIRST_AT, dueAt - common.interval * DAY_MS))),
  }
  return { ...common, nextReviewDate: isoAt(dueAt), memory }
}

/** What FSRS in Anki knows of a card. */
const memoryIn = ({ data }: AnkiCard): { stability: number | null; difficulty: number | null } => {
  try {
    const { s, d } = JSON.parse(data) as { s?: unknown; d?: unknown }
    const within = (value: unknown, least: number, most: number) =>
      typeof value === 'number' && value >= least && value <= most ? value : null
    return { stability: within(s, 0.001, MOST_DAYS), difficulty: within(d, 1, 10) }
  } catch {
    return { stability: null, difficulty: null }
  }
}

/** The reviews that a person made, and what FSRS makes of them. Cards that were moved by hand were not reviewed. */
const reviewsOf = (log: AnkiReview[], facts: CardFacts) => {
  const made = log.filter(({ ease, at }) => ease >= 1 && ease <= 4 && at >= FIRST_AT && at <= facts.at + DAY_MS)
  let memory: Memory | null = null
  let before: Schedule | null = null
  const deck = defaultDeck(facts.userId)
  const reviews = made.map((one, i): ReviewFields => {
    const [rating, reviewedAt, id] = [one.ease as Rating, isoAt(one.at), facts.idOf(one)]
    const known: Schedule = before ?? {
      nextReviewDate: reviewedAt,
      interval: 0,
      easeFactor: 2.5,
      repetitions: 0,
      memory: null,
      lastReviewId: null,
    }
    const outcome = schedule(memory, rating, deck, {
      cardId: facts.cardId,
      at: one.at,
      zone: facts.timeZone,
      isFuzzy: false,
    })
    const interval = daysOf(one.interval)
    memory = { ...outcome.memory, scheduledDays: interval, ...(interval > 0 && { state: 'review' as const, step: 0 }) }
    const next = one.at + (one.interval > 0 ? interval * DAY_MS : -1_000 * Math.max(one.interval, -86_400))
    before = {
      nextReviewDate: isoAt(next),
      interval,
      easeFactor: easeOf(one.factor),
      repetitions: i + 1,
      memory,
      lastReviewId: id,
    }
    return {
      ...{ id, userId: facts.userId, cardId: facts.cardId, deckId: facts.deckId, rating, reviewedAt, source: 'import' },
      durationMs: one.durationMs >= 0 ? Math.min(one.durationMs, 86_400_000) : null,
      state: i === 0 ? 'new' : one.type === 2 ? 'relearning' : one.type === 0 ? 'learning' : 'review',
      date: localDateOf(one.at, facts.timeZone),
      before: known,
    }
  })
  return { reviews, memory: memory as Memory | null }
}

/** Everybody has this deck, there as here. */
export const isDefaultDeck = ({ deckId }: AnkiCard): boolean => deckId === 1
