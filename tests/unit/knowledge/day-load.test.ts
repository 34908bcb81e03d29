import fc from 'fast-check'
import { get_fuzz_range } from 'ts-fsrs'
import { describe, expect, test } from 'vitest'
import { blankOf } from '../../../lib/domain/entity-fields.ts'
import { deckFields } from '../../../lib/domain/knowledge/decks/deck.fields.ts'
import type { Memory, Rating } from '../../../lib/domain/knowledge/items/memory.fields.ts'
import { balancedInterval, type DayLoad } from '../../../lib/domain/knowledge/reviews/day-load.ts'
import { schedule } from '../../../lib/domain/knowledge/reviews/fsrs.ts'
import { addDays, dayNumber, isoWeekday } from '../../../lib/domain/time/dates.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'
import { randomOf } from '../../support/random.ts'

const DECK = { ...blankOf(deckFields), name: 'Deck' }
const TODAY = '2026-03-11'
const NOON = Date.parse(`${TODAY}T12:00:00Z`)
const even: DayLoad = { countOn: () => 10, easyDays: null }

const learned = (days: number): Memory => ({
  ...{ state: 'review', stability: days, difficulty: 5, step: 0, scheduledDays: days, reps: 5, lapses: 0 },
  lastReviewedAt: new Date(NOON - days * DAY_MS).toISOString(),
})

const counts = fc.array(fc.integer({ min: -2, max: 60 }), { minLength: 120, maxLength: 120 })
const shares = fc.option(fc.array(fc.constantFrom(0, 0.3, 0.5, 1), { minLength: 7, maxLength: 7 }), { nil: null })
const loadOf = (perDay: number[], easyDays: number[] | null): DayLoad => ({
  countOn: (date) => perDay[dayNumber(date) - dayNumber(TODAY)] ?? 0,
  easyDays,
})

describe('a day chosen by load', () => {
  test('lies within the range of fuzz, and is the same for the same card, day and load', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), counts, shares, fc.string(), (interval, perDay, easy, seed) => {
        const choice = { today: TODAY, elapsed: 0, maximumInterval: 1_500, seed }
        const days = balancedInterval(interval, loadOf(perDay, easy), choice)
        const { min_ivl, max_ivl } = get_fuzz_range(interval, 0, 1_500)
        if (interval < 2.5) expect(days).toBe(interval)
        else {
          expect(days).toBeGreaterThanOrEqual(min_ivl)
          expect(days).toBeLessThanOrEqual(max_ivl)
        }
        expect(balancedInterval(interval, loadOf(perDay, easy), choice)).toBe(days)
      }),
    )
  })

  test('never exceeds the maximum interval, keeps ratings in order, and avoids days with a share of 0 where it can', () => {
    const given = fc.record({ age: fc.integer({ min: 1, max: 300 }), most: fc.integer({ min: 1, max: 400 }) })
    fc.assert(
      fc.property(given, counts, shares, fc.string(), ({ age, most }, perDay, easyDays, cardId) => {
        const deck = { ...DECK, maximumInterval: most }
        const load = loadOf(perDay, easyDays)
        const outcomes = ([1, 2, 3, 4] as Rating[]).map((rating) =>
          schedule(learned(age), rating, deck, { cardId, at: NOON, zone: 'UTC', load }),
        )
        const days = outcomes.map(({ memory }) => memory.scheduledDays)
        expect([...days].sort((a, b) => a - b)).toEqual(days)
        for (const { memory, dueAt } of outcomes) {
          expect(memory.scheduledDays).toBeLessThanOrEqual(most)
          expect(memory.dueOn).toBe(dueAt.slice(0, 10))
        }
        const shareOn = (after: number) => easyDays?.[isoWeekday(addDays(TODAY, after)) - 1] ?? 1
        for (const chosen of days.filter((one) => one > 2 && shareOn(one) === 0)) {
          const { max_ivl } = get_fuzz_range(chosen, 0, most)
          for (let other = chosen; other <= max_ivl; other++) expect(shareOn(other)).toBe(0)
        }
      }),
    )
  })

  test('is a crowded one seldom, and a reduced one as often as its share says', () => {
    const chosen = (load: DayLoad) => {
      const found = new Map<number, number>()
      for (let i = 0; i < 3_000; i++) {
        const choice = { today: TODAY, elapsed: 0, maximumInterval: 36_500, seed: `card ${i}` }
        const days = balancedInterval(10, load, choice)
        found.set(days, (found.get(days) ?? 0) + 1)
      }
      return found
    }
    const plain = chosen(even)
    expect(plain.size).toBe(5)
    for (const times of plain.values()) expect(Math.abs(times / 600 - 1)).toBeLessThan(0.35)
    const crowded = chosen({ ...even, countOn: (date) => (date === addDays(TODAY, 10) ? 40 : 10) })
    expect(crowded.get(10)).toBeLessThan(60)
    // The tenth day is a Saturday. With half the cards on it already, it takes half of what the others take.
    const easyDays = [1, 1, 1, 1, 1, 0.5, 1]
    const reduced = chosen({ countOn: (date) => (isoWeekday(date) === 6 ? 50 : 100), easyDays })
    expect(Math.abs((reduced.get(10) ?? 0) / (reduced.get(11) ?? 0) - 0.55)).toBeLessThan(0.1)
  })
})

type Lived = { perDay: number[]; chosen: number; plain: number }

/**
 * A year of cards, of which 20 are new each day until there are no more, each reviewed on its day. `chosen` and `plain`: the sum of
 * its intervals, and of what they would have been by chance.
 */
const yearOf = (size: number, load: 'none' | 'balanced', easyDays: number[] | null = null): Lived => {
  const { below } = randomOf(5)
  const due = new Map<string, number>()
  const count = (date: string | undefined, by: number) => date && due.set(date, (due.get(date) ?? 0) + by)
  const lived: Lived = { perDay: Array(365).fill(0), chosen: 0, plain: 0 }
  const queue: { id: string; memory: Memory | null }[][] = Array.from({ length: 365 }, () => [])
  for (let i = 0; i < size; i++) queue[Math.floor(i / 20)]?.push({ id: `card ${i}`, memory: null })
  for (let day = 0; day < 365; day++)
    for (const card of queue[day] ?? []) {
      if (card.memory) lived.perDay[day] = (lived.perDay[day] ?? 0) + 1
      const rating = ([1, 2, 3, 3, 3, 3, 3, 3, 4, 4] as const)[below(10)] ?? 3
      const given = { cardId: card.id, at: NOON + day * DAY_MS, zone: 'UTC' }
      const byChance = schedule(card.memory, rating, QUICK, given).memory
      const countOn = (date: string) => due.get(date) ?? 0
      const memory =
        load === 'none'
          ? byChance
          : schedule(card.memory, rating, QUICK, { ...given, load: { countOn, easyDays } }).memory
      count(card.memory?.dueOn, -1)
      count(memory.dueOn, 1)
      lived.chosen += memory.scheduledDays
      lived.plain += byChance.scheduledDays
      card.memory = memory
      queue[day + memory.scheduledDays]?.push(card)
    }
  return lived
}

const QUICK = { ...DECK, learningSteps: [], relearningSteps: [] }
const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
const deviation = (values: number[]) => Math.sqrt(mean(values.map((one) => (one - mean(values)) ** 2)))
/** How much a day differs from the week around it: the load itself grows while cards are learned. */
const roughness = (perDay: number[]) => {
  const days = perDay.slice(100)
  return Math.sqrt(mean(days.slice(3, -3).map((count, i) => (count - mean(days.slice(i, i + 7))) ** 2)))
}

describe('a year of 2,000 cards', () => {
  test('has days more alike when they are balanced, and intervals as long to 1 %', () => {
    const [plain, balanced] = [yearOf(2_000, 'none'), yearOf(2_000, 'balanced')]
    expect(deviation(balanced.perDay.slice(100))).toBeLessThan(deviation(plain.perDay.slice(100)))
    expect(roughness(balanced.perDay)).toBeLessThan(0.7 * roughness(plain.perDay))
    expect(Math.abs(balanced.chosen / balanced.plain - 1)).toBeLessThan(0.01)
  })

  test('has reviews on a weekday with a share of 0 only of intervals below three days', () => {
    // The first day is a Wednesday: Sundays are those four days after it.
    const isSunday = (_: number, day: number) => day % 7 === 4
    const { perDay } = yearOf(500, 'balanced', [1, 1, 1, 1, 1, 1, 0])
    const late = perDay.slice(28 * 2)
    expect(mean(late.filter(isSunday))).toBeLessThan(0.15 * mean(late.filter((one, day) => !isSunday(one, day))))
  })
})
