import { default_w } from 'ts-fsrs'
import { conflict } from '../../../../platform/errors.ts'
import type { Deck } from '../../decks/deck.fields.ts'
import { bounded, type FitState } from './fit.ts'
import { type Histories, historiesOf, type ReviewLog, reviewsInDeck } from './histories.ts'
import { lossOf } from './loss.ts'

/** Below this, the usual weights predict better than fitted ones. */
const LEAST_REVIEWS = 400
const DECIMALS = 1e6

/** @throws 409 */
export const requireReviews = (reviews: number): void => {
  if (reviews < LEAST_REVIEWS)
    throw conflict(`The deck has ${reviews} reviews: ${LEAST_REVIEWS} are needed`, {
      type: 'wrong_state',
      loc: ['deck', 'reviews'],
    })
}

/** What a log has for the fit of a deck. @throws 409 when that is too little */
export const fitted = (log: ReviewLog): { histories: Histories; reviews: number } => {
  const reviews = reviewsInDeck(log)
  requireReviews(reviews)
  const histories = historiesOf(log)
  if (histories.predictions === 0)
    throw conflict('No review of the deck is on a later day than the one before', {
      type: 'wrong_state',
      loc: ['deck', 'reviews'],
    })
  return { histories, reviews }
}

export type Outcome = { parameters: number[]; logLoss: { before: number; after: number } }

/** The weights of a fit, or the deck's own where the fit predicts its log no better. */
export const outcomeOf = (histories: Histories, deck: Deck, { parameters }: FitState): Outcome => {
  const steps = deck.relearningSteps.length
  const own = deck.fsrsParameters ?? [...default_w]
  const found = bounded(
    parameters.map((one) => Math.round(one * DECIMALS) / DECIMALS),
    steps,
  )
  const before = lossOf(histories, bounded(own, steps)).logLoss
  const after = lossOf(histories, found).logLoss
  return after < before
    ? { parameters: found, logLoss: { before, after } }
    : { parameters: own, logLoss: { before, after: before } }
}
