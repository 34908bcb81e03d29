import fc from 'fast-check'
import { createEmptyCard, fsrs, type Grade } from 'ts-fsrs'
import { describe, expect, test } from 'vitest'
import { blankOf } from '../../../lib/domain/entity-fields.ts'
import { sm2 } from '../../../lib/domain/knowledge/cards/sm2.ts'
import { deckFields } from '../../../lib/domain/knowledge/decks/deck.fields.ts'
import type { Memory, Rating } from '../../../lib/domain/knowledge/items/memory.fields.ts'
import { type Outcome, schedule } from '../../../lib/domain/knowledge/reviews/fsrs.ts'
import { ratingOfSm2 } from '../../../lib/domain/knowledge/reviews/review.ts'
import { wallClock } from '../../../lib/domain/time/zone.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'

const DECK = { ...blankOf(deckFields), name: 'Deck' }
const START = Date.parse('2026-03-11T14:30:00Z')
const rating = fc.constantFrom<Rating>(1, 2, 3, 4)
const history = fc.array(fc.record({ rating, days: fc.integer({ min: 0, max: 400 }) }), { minLength: 1, maxLength: 25 })
const zone = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham')

/** The outcomes of a history, each review so many days after the one before. */
const lived = (
  reviews: { rating: Rating; days: number }[],
  where: string,
  isFuzzy: boolean,
  deck = DECK,
): Outcome[] => {
  let [memory, at]: [Memory | null, number] = [null, START]
  return reviews.map(({ rating: given, days }) => {
    at += days * DAY_MS
    const outcome = schedule(memory, given, deck, { cardId: 'card', at, zone: where, isFuzzy })
    memory = outcome.memory
    return outcome
  })
}

describe('the schedule of a card', () => {
  test('is what the library gives in UTC, without fuzz', () => {
    fc.assert(
      fc.property(history, (reviews) => {
        const library = fsrs({ enable_fuzz: false, learning_steps: ['1m', '10m'], relearning_steps: ['10m'] })
        let [card, at] = [createEmptyCard(START), START]
        const expected = reviews.map(({ rating: given, days }) => {
          at += days * DAY_MS
          card = library.next(card, at, given as Grade).card
          return [card.stability, card.difficulty, card.scheduled_days, card.due.toISOString()]
        })
        const found = lived(reviews, 'UTC', false)
        expect(
          found.map(({ memory, dueAt }) => [memory.stability, memory.difficulty, memory.scheduledDays, dueAt]),
        ).toEqual(expected)
      }),
    )
  })

  test('never exceeds the maximum interval, and a better rating never comes up earlier', () => {
    fc.assert(
      fc.property(history, zone, fc.integer({ min: 1, max: 40 }), (reviews, where, maximumInterval) => {
        const deck = { ...DECK, maximumInterval }
        const before = lived(reviews, where, true, deck).at(-1)
        expect(before?.memory.scheduledDays).toBeLessThanOrEqual(maximumInterval)
        const at = Date.parse(before?.dueAt ?? '')
        const next = ([1, 2, 3, 4] as Rating[]).map(
          (given) => schedule(before?.memory ?? null, given, deck, { cardId: 'card', at, zone: where }).dueAt,
        )
        expect([...next].sort()).toEqual(next)
      }),
    )
  })

  test('is the same for the same card and day, and differs between cards', () => {
    const reviews = [3, 3, 3, 3].map((given) => ({ rating: given as Rating, days: 20 }))
    expect(lived(reviews, 'UTC', true)).toEqual(lived(reviews, 'UTC', true))
    const memory = lived(reviews, 'UTC', true).at(-1)?.memory ?? null
    const at = START + 200 * DAY_MS
    const days = Array.from(
      { length: 40 },
      (_, i) => schedule(memory, 3, DECK, { cardId: `card ${i}`, at, zone: 'UTC' }).memory.scheduledDays,
    )
    expect(new Set(days).size).toBeGreaterThan(3)
  })

  test('counts the person’s days: two reviews of one evening are on one day, also where UTC has two', () => {
    // 20:00 and 23:00 in New York lie on two days of UTC.
    const learned = lived([{ rating: 4, days: 0 }], 'America/New_York', false)[0]?.memory ?? null
    const review = (memory: Memory | null, time: string) =>
      schedule(memory, 3, DECK, { cardId: 'card', at: Date.parse(time), zone: 'America/New_York', isFuzzy: false })
        .memory
    const evening = review(learned, '2026-03-20T00:00:00Z')
    const sameDay = review(evening, '2026-03-20T03:00:00Z')
    const nextDay = review(evening, '2026-03-20T12:00:00Z')
    // Within a day FSRS takes its short-term formula, which does not know how long the card was remembered.
    const inUtc = schedule(evening, 3, DECK, {
      cardId: 'card',
      at: Date.parse('2026-03-20T03:00:00Z'),
      zone: 'America/New_York',
      isFuzzy: false,
    })
    expect(sameDay).toEqual(inUtc.memory)
    expect(sameDay.stability).not.toBe(nextDay.stability)
  })

  test('ends at the same time of the person’s clock, also over a change of it', () => {
    const before = Date.parse('2026-03-01T14:00:00Z')
    const zoneOf = 'America/New_York'
    const { memory, dueAt } = schedule(null, 4, DECK, { cardId: 'card', at: before, zone: zoneOf, isFuzzy: false })
    expect(memory.scheduledDays).toBeGreaterThan(7)
    expect(new Date(wallClock(Date.parse(dueAt), zoneOf)).toISOString().slice(11, 16)).toBe('09:00')
  })
})

describe('a schedule that a client computed by SM-2', () => {
  test('stands for the rating of the key that was pressed: 1 to 4 send quality 0, 2, 3 and 5', () => {
    const start = { interval: 6, easeFactor: 2.5, repetitions: 2, nextReviewDate: '', memory: null, lastReviewId: null }
    expect([0, 2, 3, 5].map((quality) => ratingOfSm2(start, sm2(start, quality)))).toEqual([1, 2, 3, 4])
  })
})
