import { default_w, fsrs, type Grade } from 'ts-fsrs'
import type { Rating } from '../../lib/domain/knowledge/items/memory.fields.ts'
import { addReview, emptyLog, type ReviewLog } from '../../lib/domain/knowledge/reviews/optimizer/histories.ts'
import { DAY_MS } from '../../lib/platform/units.ts'
import { randomOf } from './random.ts'

const numbersOf = (seed: number) => {
  const { below } = randomOf(seed)
  return (): number => below(2 ** 30) / 2 ** 30
}

export type SimulatedReview = { rating: Rating; days: number }

const DEFAULTS = fsrs({ enable_fuzz: false, enable_short_term: true })

/** Weights of FSRS-6 that each lie off the usual ones by some share of them, within the bounds. */
export const weightsOfSomebody = (seed: number, share = 0.35): number[] => {
  const random = numbersOf(seed)
  const moved = default_w.map((one) => one * (1 + share * (2 * random() - 1)))
  return [...fsrs({ w: moved }).parameters.w]
}

/**
 * Histories of cards of somebody whose memory follows FSRS-6 by `weights`, reviewed when the usual weights would have it; some
 * days early or late, and now and then twice on a day.
 */
export const historiesOfSomebody = (weights: number[], cards: number, seed: number): SimulatedReview[][] => {
  const random = numbersOf(seed)
  const truth = fsrs({ w: weights, enable_fuzz: false, enable_short_term: true })
  return Array.from({ length: cards }, () => {
    const first = rated(random, 0.7)
    let [real, planned] = [truth.next_state(null, 0, first as Grade), DEFAULTS.next_state(null, 0, first as Grade)]
    const reviews: SimulatedReview[] = [{ rating: first, days: 0 }]
    const length = 4 + Math.floor(random() * 10)
    while (reviews.length < length) {
      const interval = Math.max(1, Math.round(planned.stability * (0.6 + 1.2 * random())))
      const days = random() < 0.12 ? 0 : Math.min(interval, 2_000)
      const recall = days === 0 ? 0.9 : truth.forgetting_curve(days, real.stability)
      const rating = rated(random, recall)
      real = truth.next_state(real, days, rating as Grade)
      planned = DEFAULTS.next_state(planned, days, rating as Grade)
      reviews.push({ rating, days })
    }
    return reviews
  })
}

const rated = (random: () => number, recall: number): Rating => {
  if (random() >= recall) return 1
  const how = random()
  return how < 0.15 ? 2 : how < 0.88 ? 3 : 4
}

/** The same histories as a log, each card begun a day after the one before. */
export const logOfHistories = (histories: SimulatedReview[][]): ReviewLog => {
  const all = histories.flatMap((reviews, card) => {
    let day = 10_000 + card
    return reviews.map(({ rating, days }, i) => {
      day += days
      return { card, rating, day, isFirst: i === 0 }
    })
  })
  const log = emptyLog()
  for (const { card, rating, day, isFirst } of all.sort((one, other) => one.day - other.day)) {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
    addReview(log, { cardId: `card ${card}`, rating, date, isInDeck: true, isFirst })
  }
  return log
}
