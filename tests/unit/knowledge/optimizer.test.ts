import fc from 'fast-check'
import { default_w, fsrs, type Grade } from 'ts-fsrs'
import { describe, expect, test } from 'vitest'
import { defaultDeck } from '../../../lib/domain/knowledge/decks/deck.ts'
import { bounded, type FitState, fitWeights, newFit } from '../../../lib/domain/knowledge/reviews/optimizer/fit.ts'
import { addReview, emptyLog, historiesOf } from '../../../lib/domain/knowledge/reviews/optimizer/histories.ts'
import { lossOf } from '../../../lib/domain/knowledge/reviews/optimizer/loss.ts'
import { begin, newWalk, predict, review } from '../../../lib/domain/knowledge/reviews/optimizer/memory-gradient.ts'
import { outcomeOf } from '../../../lib/domain/knowledge/reviews/optimizer/optimization.ts'
import { historiesOfSomebody, logOfHistories, weightsOfSomebody } from '../../support/simulated-person.ts'

const somebody = (seed: number, cards: number) =>
  historiesOf(logOfHistories(historiesOfSomebody(weightsOfSomebody(seed), cards, seed)))

describe('the memory that a fit follows', () => {
  test('is what the scheduler computes, for all weights and histories', () => {
    const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 300 })), {
      minLength: 1,
      maxLength: 15,
    })
    fc.assert(
      fc.property(fc.integer(), history, (seed, reviews) => {
        const weights = bounded(weightsOfSomebody(seed), 1)
        const library = fsrs({ w: weights })
        const walk = newWalk()
        let theirs: { stability: number; difficulty: number } | null = null
        reviews.forEach(([rating, days], i) => {
          theirs = library.next_state(theirs, i === 0 ? 0 : days, rating as Grade)
          const w = Float64Array.from(weights)
          if (i === 0) begin(walk, rating, w)
          else {
            if (days > 0) predict(walk, days, w)
            review(walk, rating, days, w)
          }
          expect(Math.exp(walk.logS) / theirs.stability).toBeCloseTo(1, 4)
          expect(walk.d).toBeCloseTo(theirs.difficulty, 5)
        })
      }),
    )
  })

  test('has the gradient that differences of its loss have, for each weight', () => {
    const histories = somebody(7, 40)
    const weights = bounded(weightsOfSomebody(3), 1)
    const { gradient } = lossOf(histories, weights)
    weights.forEach((one, i) => {
      const step = 1e-6 * Math.max(1, Math.abs(one))
      const at = (by: number) => lossOf(histories, weights.with(i, one + by)).sum
      const slope = (at(step) - at(-step)) / (2 * step)
      expect(Math.abs((gradient[i] ?? Number.NaN) - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)))
    })
  })
})

describe('a fit', () => {
  test('gives the same weights for the same log, also in pieces that go on from stored facts', () => {
    const histories = somebody(2, 60)
    const whole = fitWeights(histories, 1, newFit())
    let state: FitState = newFit()
    let pieces = 0
    for (; state.phase !== 'done'; pieces++)
      state = JSON.parse(JSON.stringify(fitWeights(histories, 1, state, () => true)))
    expect(pieces).toBeGreaterThan(5)
    expect(state.parameters).toEqual(whole.parameters)
  })

  test('stays within the bounds of the scheduler, also for people who know everything or nothing', () => {
    for (const rating of [1, 4] as const) {
      const log = emptyLog()
      for (let day = 0; day < 20; day++)
        for (let card = 0; card < 30; card++)
          addReview(log, {
            ...{ cardId: `${card}`, rating, isInDeck: true, isFirst: day === 0 },
            date: new Date(Date.UTC(2026, 0, 1 + day * 3)).toISOString().slice(0, 10),
          })
      for (const steps of [0, 1, 3]) {
        const { parameters } = fitWeights(historiesOf(log), steps, newFit())
        expect(parameters.every(Number.isFinite)).toBe(true)
        expect(bounded(parameters, steps)).toEqual(parameters)
      }
    }
  })

  test('never predicts its log worse than the weights the deck has, even where those are the true ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.boolean(), (seed, isTrue) => {
        const histories = somebody(seed, 15)
        const fsrsParameters = isTrue ? bounded(weightsOfSomebody(seed), 1) : null
        const deck = { ...defaultDeck('somebody'), fsrsParameters }
        const { parameters, logLoss } = outcomeOf(histories, deck, fitWeights(histories, 1, newFit()))
        expect(logLoss.after).toBeLessThanOrEqual(logLoss.before)
        expect(lossOf(histories, parameters).logLoss).toBe(logLoss.after)
        expect(lossOf(histories, fsrsParameters ?? default_w).logLoss).toBeCloseTo(logLoss.before, 9)
      }),
      { numRuns: 20 },
    )
  })
})

describe('the histories of a deck', () => {
  const review = (cardId: string, date: string, isInDeck = true, isFirst = false) =>
    ({ cardId, date, isInDeck, isFirst, rating: 3 }) as const

  test('predict reviews in the deck on a later day, of cards whose log is whole', () => {
    const log = emptyLog()
    addReview(log, review('moved', '2026-01-01', false, true))
    addReview(log, review('whole', '2026-01-01', true, true))
    addReview(log, review('cut', '2026-01-02'))
    addReview(log, review('elsewhere', '2026-01-02', false, true))
    addReview(log, review('moved', '2026-01-03', false))
    addReview(log, review('whole', '2026-01-03'))
    addReview(log, review('whole', '2026-01-03'))
    addReview(log, review('cut', '2026-01-09'))
    addReview(log, review('elsewhere', '2026-01-09', false))
    addReview(log, review('moved', '2026-01-08'))
    const { starts, days, weights, predictions } = historiesOf(log)
    expect([...starts]).toEqual([0, 3, 6])
    expect([...days]).toEqual([0, 2, 5, 0, 2, 0])
    expect([...weights].map((one) => one > 0)).toEqual([false, false, true, false, true, false])
    expect(predictions).toBe(2)
  })
})
