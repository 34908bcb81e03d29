import { createRequire } from 'node:module'
import { default_w } from 'ts-fsrs'
import { describe, expect, test } from 'vitest'
import { fitWeights, newFit } from '../../../lib/domain/knowledge/reviews/optimizer/fit.ts'
import { type Histories, historiesOf } from '../../../lib/domain/knowledge/reviews/optimizer/histories.ts'
import { lossOf } from '../../../lib/domain/knowledge/reviews/optimizer/loss.ts'
import {
  historiesOfSomebody,
  logOfHistories,
  type SimulatedReview,
  weightsOfSomebody,
} from '../../support/simulated-person.ts'

/** Of the optimizer of fsrs-rs what is called here. */
type Binding = {
  FSRSBindingReview: new (rating: number, days: number) => object
  FSRSBindingItem: new (reviews: object[]) => object
  FSRSBinding: new (weights: number[]) => { evaluate: (items: object[]) => { logLoss: number } }
  computeParameters: (items: object[], options: object) => Promise<number[]>
}

/** Null where there is no native optimizer for this machine: the package of this one has no parts for others to lock. */
const loadBinding = (): Binding | null => {
  try {
    return createRequire(import.meta.url)('@open-spaced-repetition/binding-linux-x64-gnu')
  } catch {
    return null
  }
}
const binding = loadBinding()
const PEOPLE = [1, 2, 3, 4, 5, 6]

/** A history ends with what is predicted: one without a day between reviews aborts the process. */
const itemsOf = (histories: SimulatedReview[][]) =>
  histories.flatMap((reviews) =>
    reviews.flatMap(({ days }, i) => (i > 0 && days > 0 ? [itemOf(reviews.slice(0, i + 1))] : [])),
  )

const itemOf = (reviews: SimulatedReview[]) => {
  if (!binding) throw new Error('There is no native optimizer')
  return new binding.FSRSBindingItem(reviews.map(({ rating, days }) => new binding.FSRSBindingReview(rating, days)))
}

const schedulerOf = (weights: number[]) => {
  if (!binding) throw new Error('There is no native optimizer')
  return new binding.FSRSBinding(weights)
}

describe.skipIf(!binding)('the optimizer of fsrs-rs', () => {
  test('gives a history the same loss, to the precision of its numbers', () => {
    for (const weights of [default_w, weightsOfSomebody(1)])
      for (const reviews of historiesOfSomebody([...weights], 20, 5)) {
        const last = reviews.findLastIndex(({ days }) => days > 0)
        if (last < 1) continue
        const cut = reviews.slice(0, last + 1)
        const all = historiesOf(logOfHistories([cut]))
        const weightsOfLast = all.weights.map((_, i) => Number(i === last))
        const ours = lossOf({ ...all, weights: weightsOfLast, predictions: 1 }, weights).logLoss
        const same = Array.from({ length: 10 }, () => itemOf(cut))
        expect(Math.abs(ours - schedulerOf([...weights]).evaluate(same).logLoss)).toBeLessThan(1e-4)
      }
  })

  test('predicts reviews of six people no more than 1 % better, those it was fitted to and new ones', async () => {
    const losses = { usual: 0, fitted: 0 }
    for (const seed of PEOPLE) {
      const weights = weightsOfSomebody(seed)
      const own = historiesOfSomebody(weights, 200, 100 + seed)
      const [known, unknown] = [own, historiesOfSomebody(weights, 400, 200 + seed)].map((one) =>
        historiesOf(logOfHistories(one)),
      ) as [Histories, Histories]
      const ours = fitWeights(known, 1, newFit()).parameters
      const theirs = await binding?.computeParameters(itemsOf(own), { enableShortTerm: true, numRelearningSteps: 1 })
      if (!theirs) throw new Error('There is no native optimizer')
      for (const histories of [known, unknown])
        expect(lossOf(histories, ours).logLoss).toBeLessThanOrEqual(1.01 * lossOf(histories, theirs).logLoss)
      losses.fitted += lossOf(unknown, ours).logLoss
      losses.usual += lossOf(unknown, default_w).logLoss
    }
    expect(losses.fitted).toBeLessThan(losses.usual)
  })
})
