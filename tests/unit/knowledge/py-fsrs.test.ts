import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blankOf } from '../../../lib/domain/entity-fields.ts'
import { deckFields } from '../../../lib/domain/knowledge/decks/deck.fields.ts'
import type { Memory, Rating } from '../../../lib/domain/knowledge/items/memory.fields.ts'
import { schedule } from '../../../lib/domain/knowledge/reviews/fsrs.ts'
import { DAY_MS } from '../../../lib/platform/units.ts'

// An interpreter with PyPI's fsrs, such as that of a virtual environment: .ci/py-fsrs makes one.
const python = process.env.FSRS_PYTHON
const HISTORIES = Number(process.env.HISTORIES ?? 1_000)
const START = Date.parse('2026-03-11T14:30:00Z')
const DECK = { ...blankOf(deckFields), name: 'Deck' }

type Review = [rating: Rating, days: number]
const history = fc.array(
  fc.tuple(fc.constantFrom<Rating>(1, 2, 3, 4), fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 }))),
  { minLength: 1, maxLength: 20 },
)

const ours = (reviews: Review[]): [string, number, number][] => {
  let [memory, at]: [Memory | null, number] = [null, START]
  return reviews.map(([rating, days]) => {
    at += days * DAY_MS
    memory = schedule(memory, rating, DECK, { cardId: 'card', at, zone: 'UTC', isFuzzy: false }).memory
    return [memory.state, memory.stability, memory.difficulty]
  })
}

describe.skipIf(!python)('PyPI’s fsrs', () => {
  test('has the same states, and the same stability and difficulty to 1e-6, after every review of random histories', () => {
    const histories = fc.sample(history, { numRuns: HISTORIES, seed: 20_260_311 }) as Review[][]
    const input = histories.map((one) => JSON.stringify(one)).join('\n')
    const script = new URL('py_fsrs.py', import.meta.url).pathname
    const answer = execFileSync(String(python), [script], { input, encoding: 'utf8', maxBuffer: 2 ** 30 })
    const theirs = answer
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [string, number, number][])
    expect(theirs).toHaveLength(HISTORIES)
    const differing = histories.filter((reviews, i) => {
      const [own, other] = [ours(reviews), theirs[i] ?? []]
      return own.some(([state, stability, difficulty], at) => {
        const [theirState, theirStability = Number.NaN, theirDifficulty = Number.NaN] = other[at] ?? []
        const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b))
        return state !== theirState || !near(stability, theirStability) || !near(difficulty, theirDifficulty)
      })
    })
    expect(differing.slice(0, 3).map((one) => [one, ours(one), theirs[histories.indexOf(one)]])).toEqual([])
  })
})
