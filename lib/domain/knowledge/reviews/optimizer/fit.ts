import { clipParameters, default_w } from 'ts-fsrs'
import { WEIGHTS } from '../../decks/deck.fields.ts'
import { firstPredictions, type Histories } from './histories.ts'
import { type Loss, lossOf } from './loss.ts'
import { solve } from './solve.ts'

/** How far the weights of people lie from the usual ones: standard deviations, as fsrs-rs has them. */
const SPREAD = [
  ...[6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33],
  ...[0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32, 0.14, 0.27],
]
/** How strongly they are drawn towards the usual ones. On simulated people, 2 predicted new reviews best; fsrs-rs has 1. */
const PULL = 2
const FIRST_STABILITIES = 4
const MOST_ROUNDS = 40
/** A round that gains less than this share of the loss is the last. */
const ENOUGH = 1e-7
const DAMPING = { first: 1e-3, least: 1e-9, most: 1e9, up: 8, down: 0.2 }

/** How far a fit is: plain data, so that it can go on elsewhere. `centre`: what the weights are drawn towards. */
export type FitState = {
  phase: 'first' | 'all' | 'done'
  round: number
  parameters: number[]
  centre: number[]
  damping: number
}

export const newFit = (): FitState => ({
  ...{ phase: 'first', round: 0, damping: DAMPING.first },
  ...{ parameters: [...default_w], centre: [...default_w] },
})

/** Rounds of a fit that are done, of at most so many. */
export const fitProgress = ({ phase, round }: FitState) => ({
  done: phase === 'done' ? 2 * MOST_ROUNDS : round + (phase === 'all' ? MOST_ROUNDS : 0),
  total: 2 * MOST_ROUNDS,
})

/**
 * Fits the weights of FSRS-6 to histories by Fisher scoring with Levenberg's damping, within the bounds that the scheduler
 * keeps: first the four first stabilities to each card's first prediction, then all weights to all of them. The weights are
 * drawn towards the usual ones as in fsrs-rs: by their squared distance in standard deviations. The same histories give the
 * same weights. Ends early when `isOver` says so, after at least one round; the state says how to go on.
 */
export const fitWeights = (
  histories: Histories,
  relearningSteps: number,
  from: FitState,
  isOver: () => boolean = () => false,
): FitState => {
  let state = from
  if (state.phase === 'first') {
    const first = firstPredictions(histories)
    state = { ...rounds(first, relearningSteps, state, isOver) }
    if (state.phase === 'first') return state
    const centre = withoutGaps(state.parameters, histories)
    state = { phase: 'all', round: 0, parameters: centre, centre, damping: DAMPING.first }
    if (isOver()) return state
  }
  return state.phase === 'all' ? rounds(histories, relearningSteps, state, isOver) : state
}

/** Rounds of one phase until it is done (then its phase is 'done') or time is over. */
const rounds = (histories: Histories, steps: number, from: FitState, isOver: () => boolean): FitState => {
  const free = from.phase === 'first' ? FIRST_STABILITIES : WEIGHTS
  let state = from
  let here = lossOf(histories, state.parameters)
  while (state.round < MOST_ROUNDS) {
    const there = step(state, here, free, steps)
    const loss = lossOf(histories, there)
    const [before, after] = [objective(here, state.parameters, state.centre), objective(loss, there, state.centre)]
    const isBetter = after < before
    const damping = isBetter ? Math.max(DAMPING.least, state.damping * DAMPING.down) : state.damping * DAMPING.up
    state = { ...state, round: state.round + 1, damping, ...(isBetter && { parameters: there }) }
    if (isBetter) here = loss
    if ((isBetter && before - after < ENOUGH * before) || damping > DAMPING.most) break
    if (isOver() && state.round < MOST_ROUNDS) return state
  }
  return { ...state, phase: 'done' }
}

/** The loss and what the distance from the usual weights costs. */
const objective = ({ sum }: Loss, parameters: number[], centre: number[]): number =>
  parameters.reduce((total, one, i) => total + PULL * ((one - (centre[i] ?? 0)) / (SPREAD[i] ?? 1)) ** 2, sum)

/** Where the next round goes. Weights at a bound that the gradient pushes beyond it stay there. */
const step = ({ parameters, centre, damping }: FitState, loss: Loss, free: number, steps: number): number[] => {
  const prior = SPREAD.map((spread) => (2 * PULL) / spread ** 2)
  const gradient = parameters.map((one, i) => (loss.gradient[i] ?? 0) + (prior[i] ?? 0) * (one - (centre[i] ?? 0)))
  const moving = gradient.flatMap((slope, i) => (i < free && isFree(parameters, i, -slope, steps) ? [i] : []))
  const matrix = moving.map((i) =>
    moving.map((j) => {
      const curvature = (loss.information[i * WEIGHTS + j] ?? 0) + (i === j ? (prior[i] ?? 0) : 0)
      return i === j ? curvature * (1 + damping) : curvature
    }),
  )
  const move = solve(
    matrix,
    moving.map((i) => -(gradient[i] ?? 0)),
  )
  const next = [...parameters]
  moving.forEach((i, at) => {
    next[i] = (next[i] ?? 0) + (move[at] ?? 0)
  })
  return bounded(next, steps)
}

const isFree = (parameters: number[], index: number, direction: number, steps: number): boolean => {
  const [now = 0, moved] = [parameters[index], [...parameters]]
  moved[index] = now + Math.sign(direction) * 1e-9
  return (bounded(moved, steps)[index] ?? 0) !== now
}

/** The scheduler takes no first stability below this, in days. */
const LEAST_FIRST = 0.1

/** Weights within the bounds of the scheduler, which depend on the deck's steps of relearning. */
export const bounded = (parameters: readonly number[], relearningSteps: number): number[] =>
  clipParameters([...parameters], relearningSteps, true).map((one, i) =>
    i < FIRST_STABILITIES ? Math.max(one, LEAST_FIRST) : one,
  )

/**
 * First stabilities of ratings that no card began with follow the others: by their mean ratio to the usual ones, and between
 * those of the ratings next to them.
 */
const withoutGaps = (parameters: number[], { starts, ratings }: Histories): number[] => {
  const begun = new Set([...starts.subarray(0, -1)].map((i) => (ratings[i] ?? 1) - 1))
  const logs = [...begun].map((i) => Math.log((parameters[i] ?? 1) / (default_w[i] ?? 1)))
  const ratio = Math.exp(logs.reduce((sum, one) => sum + one, 0) / Math.max(1, logs.length))
  return parameters.map((one, i) => {
    if (i >= FIRST_STABILITIES || begun.has(i)) return one
    const lower = Math.max(0, ...[...begun].filter((j) => j < i).map((j) => parameters[j] ?? 0))
    const upper = Math.min(100, ...[...begun].filter((j) => j > i).map((j) => parameters[j] ?? 100))
    return Math.max(lower, Math.min(upper, one * ratio))
  })
}
