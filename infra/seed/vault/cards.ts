import { createCard } from '../../../lib/domain/knowledge/cards/card.service.ts'
import { createDeck } from '../../../lib/domain/knowledge/decks/deck.service.ts'
import type { Rating } from '../../../lib/domain/knowledge/items/memory.fields.ts'
import { reviewCard } from '../../../lib/domain/knowledge/reviews/review.service.ts'
import { isoAt } from '../../../lib/platform/context.ts'
import { MINUTE_MS } from '../../../lib/platform/units.ts'
import { s3Files } from '../../../lib/providers/files/s3-files.ts'
import { randomFrom } from '../random.ts'
import { type Lane, madeId, type Step, type Story } from '../story.ts'
import { areaIdOf } from './areas.ts'
import { WORDS } from './words.ts'

const HALF_A_YEAR = 182
/** Days over which the words are added. */
const ADDING = 100
const DECK = 'deck Italian'
const PER_SESSION = 25
const NEW_PER_SESSION = 4
const A_CARD_MS = 9_000

/** A card as the person knows it. `dueAt`: null until its first review. `misses`: how often it is forgotten. */
type Known = { id: string; dueAt: string | null; misses: number }

/** A deck of Italian words, reviewed on most days of half a year, and what is not known again a quarter of an hour later. */
export const cardLane = (story: Story): Lane => {
  const { days, at, made, happens, random, now } = story
  const learned = days.slice(-HALF_A_YEAR)
  const known: Known[] = []
  const create: Step = {
    at: at(learned[0] ?? '', 6.5),
    run: async (ctx) => made.set(DECK, (await createDeck(ctx, { name: 'Italian', newPerDay: 10 })).id),
  }
  const cards = WORDS.flatMap((word, i): Step[] => {
    const day = learned[Math.floor((i * ADDING) / WORDS.length)]
    return day ? [{ at: at(day, 8), run: addCard(story, word, known, random() < 0.2 ? 0.25 : 0.04) }] : []
  })
  const sessions = learned.flatMap((day): Step[] => {
    const seed = Math.floor(random() * 2 ** 32)
    if (!happens(0.88)) return []
    const first = at(day, 20.5)
    const times = [first, first + 15 * MINUTE_MS].filter((time) => time < now)
    return times.map((time, i) => ({ at: time, run: session(known, randomFrom(seed + i)) }))
  })
  return [create, ...cards, ...sessions]
}

const addCard =
  (story: Story, [front, back]: (typeof WORDS)[number], known: Known[], misses: number): Step['run'] =>
  async (ctx) => {
    const place = { area: 'Happiness', areaId: areaIdOf(story, 'Happiness'), deckId: madeId(story, DECK) } as const
    const { id } = await createCard(ctx, s3Files(), { ...place, front, back, tags: ['italian'] })
    known.push({ id, dueAt: null, misses })
  }

/** Reviews what is due, and some new cards, in the minutes before the step. */
const session =
  (known: Known[], random: () => number): Step['run'] =>
  async (ctx) => {
    const end = ctx.now()
    const due = known.filter(({ dueAt }) => dueAt !== null && dueAt <= isoAt(end - PER_SESSION * A_CARD_MS))
    const fresh = known.filter(({ dueAt }) => dueAt === null).slice(0, NEW_PER_SESSION)
    const cards = [...due.slice(0, PER_SESSION - fresh.length), ...fresh]
    for (const [i, card] of cards.entries()) {
      const reviewedAt = isoAt(end - (cards.length - i) * A_CARD_MS)
      const durationMs = Math.round(A_CARD_MS * (0.3 + 0.6 * random()))
      const answer = await reviewCard(ctx, card.id, { rating: ratingOf(card, random()), reviewedAt, durationMs })
      card.dueAt = answer.card.nextReviewDate
    }
  }

const ratingOf = ({ misses }: Known, drawn: number): Rating => {
  if (drawn < misses) return 1
  if (drawn < misses + 0.12) return 2
  return drawn < 0.85 ? 3 : 4
}
