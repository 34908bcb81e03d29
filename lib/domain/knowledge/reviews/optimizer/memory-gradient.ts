import { WEIGHTS } from '../../decks/deck.fields.ts'

/** FSRS-6 caps of a stability, in days, and of a difficulty. */
const LOG_STABILITY = { min: Math.log(0.001), max: Math.log(36_500) }
const DIFFICULTY = { min: 1, max: 10 }
const LOG_FORGETTING = -Math.log(0.9)
const PREDICTION = { min: 1e-7, max: 1 - 1e-7 }
const [AGAIN, HARD, EASY] = [1, 2, 4]

/**
 * What FSRS-6 knows of a card, with the derivatives by each of its weights: the logarithm of its stability, and its difficulty.
 * Changed in place: a fit makes millions of steps.
 */
export type Walk = { logS: number; dLogS: Float64Array; d: number; dD: Float64Array; r: number; dR: Float64Array }

export const newWalk = (): Walk => ({
  ...{ logS: 0, dLogS: new Float64Array(WEIGHTS), d: 0, dD: new Float64Array(WEIGHTS) },
  ...{ r: 1, dR: new Float64Array(WEIGHTS) },
})

/** `w`: the weights; an index of them is their number in the published formulas. */
type Weights = Float64Array
const at = (values: Float64Array, index: number): number => values[index] ?? 0
const add = (values: Float64Array, index: number, by: number): void => {
  values[index] = at(values, index) + by
}

/** The first review of a card: S₀(G) = w[G-1], D₀(G) = w4 - e^(w5 (G-1)) + 1. */
export const begin = (walk: Walk, rating: number, w: Weights): void => {
  walk.dLogS.fill(0)
  walk.dD.fill(0)
  walk.logS = Math.log(at(w, rating - 1))
  walk.dLogS[rating - 1] = 1 / at(w, rating - 1)
  const easing = Math.exp(at(w, 5) * (rating - 1))
  walk.d = at(w, 4) - easing + 1
  walk.dD[4] = 1
  walk.dD[5] = -(rating - 1) * easing
  clampDifficulty(walk)
}

/** The chance of recall after `days` (above 0): R = (1 + f t/S)^-w20, f = 0.9^(-1/w20) - 1. */
export const predict = (walk: Walk, days: number, w: Weights): void => {
  const decay = at(w, 20)
  const base = Math.exp(LOG_FORGETTING / decay)
  const ratio = days * Math.exp(-walk.logS)
  const u = (base - 1) * ratio
  const r = Math.exp(-decay * Math.log1p(u))
  walk.r = Math.min(Math.max(r, PREDICTION.min), PREDICTION.max)
  const byLogS = (r * decay * u) / (1 + u)
  for (let i = 0; i < WEIGHTS; i++) walk.dR[i] = byLogS * at(walk.dLogS, i)
  const dBase = (-LOG_FORGETTING / decay ** 2) * base
  add(walk.dR, 20, r * (-Math.log1p(u) - (decay * ratio * dBase) / (1 + u)))
}

/** A review after `days`; where that is above 0, `predict` was called before it. */
export const review = (walk: Walk, rating: number, days: number, w: Weights): void => {
  if (days === 0) withinDay(walk, rating, w)
  else if (rating === AGAIN) forgotten(walk, w)
  else recalled(walk, rating, w)
  clampStability(walk)
  nextDifficulty(walk, rating, w)
}

/** S' = S e^(w17 (G - 3 + w18)) S^-w19, not below S unless forgotten. */
const withinDay = (walk: Walk, rating: number, w: Weights): void => {
  const { logS, dLogS } = walk
  const step = rating - 3 + at(w, 18)
  const growth = at(w, 17) * step - at(w, 19) * logS
  if (rating >= HARD && growth < 0) return
  for (let i = 0; i < WEIGHTS; i++) dLogS[i] = (1 - at(w, 19)) * at(dLogS, i)
  add(dLogS, 17, step)
  add(dLogS, 18, at(w, 17))
  add(dLogS, 19, -logS)
  walk.logS = logS + growth
}

/** S' = w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), at most S e^(-w17 w18). */
const forgotten = (walk: Walk, w: Weights): void => {
  const { logS, dLogS, d, dD, r, dR } = walk
  const s = Math.exp(logS)
  const grown = Math.expm1(at(w, 13) * Math.log1p(s))
  const next = Math.log(at(w, 11)) - at(w, 12) * Math.log(d) + Math.log(grown) + at(w, 14) * (1 - r)
  const most = logS - at(w, 17) * at(w, 18)
  if (next > most) {
    add(dLogS, 17, -at(w, 18))
    add(dLogS, 18, -at(w, 17))
    walk.logS = most
    return
  }
  const byLogS = (at(w, 13) * (grown + 1) * s) / ((s + 1) * grown)
  const byD = -at(w, 12) / d
  for (let i = 0; i < WEIGHTS; i++) dLogS[i] = byLogS * at(dLogS, i) + byD * at(dD, i) - at(w, 14) * at(dR, i)
  add(dLogS, 11, 1 / at(w, 11))
  add(dLogS, 12, -Math.log(d))
  add(dLogS, 13, ((grown + 1) * Math.log1p(s)) / grown)
  add(dLogS, 14, 1 - r)
  walk.logS = next
}

/** S' = S (1 + e^w8 (11-D) S^-w9 (e^(w10 (1-R)) - 1) h), h = w15 when Hard, w16 when Easy. */
const recalled = (walk: Walk, rating: number, w: Weights): void => {
  const { logS, dLogS, d, dD, r, dR } = walk
  const grown = Math.exp(at(w, 10) * (1 - r))
  const scale = Math.exp(at(w, 8) - at(w, 9) * logS)
  const plain = scale * (11 - d) * (grown - 1)
  const bonus = rating === HARD ? 15 : rating === EASY ? 16 : null
  const factor = bonus === null ? 1 : at(w, bonus)
  const gain = plain * factor
  const share = 1 / (1 + gain)
  const byLogS = 1 - at(w, 9) * gain * share
  const byD = -scale * (grown - 1) * factor * share
  const byR = -scale * (11 - d) * grown * at(w, 10) * factor * share
  for (let i = 0; i < WEIGHTS; i++) dLogS[i] = byLogS * at(dLogS, i) + byD * at(dD, i) + byR * at(dR, i)
  add(dLogS, 8, gain * share)
  add(dLogS, 9, -logS * gain * share)
  add(dLogS, 10, scale * (11 - d) * grown * (1 - r) * factor * share)
  if (bonus !== null) add(dLogS, bonus, plain * share)
  walk.logS = logS + Math.log1p(gain)
}

/** D' = w7 D₀(4) + (1-w7) (D - w6 (G-3) (10-D)/9). */
const nextDifficulty = (walk: Walk, rating: number, w: Weights): void => {
  const { d, dD } = walk
  const [w6, w7] = [at(w, 6), at(w, 7)]
  const easing = Math.exp(at(w, 5) * (EASY - 1))
  const easy = at(w, 4) - easing + 1
  const damping = (10 - d) / 9
  const moved = d - w6 * (rating - 3) * damping
  const byD = (1 - w7) * (1 + (w6 * (rating - 3)) / 9)
  for (let i = 4; i < 8; i++) dD[i] = byD * at(dD, i)
  add(dD, 4, w7)
  add(dD, 5, -w7 * (EASY - 1) * easing)
  add(dD, 6, -(1 - w7) * (rating - 3) * damping)
  add(dD, 7, easy - moved)
  walk.d = w7 * easy + (1 - w7) * moved
  clampDifficulty(walk)
}

const clampStability = (walk: Walk): void => {
  const clamped = Math.min(Math.max(walk.logS, LOG_STABILITY.min), LOG_STABILITY.max)
  if (clamped === walk.logS) return
  walk.logS = clamped
  walk.dLogS.fill(0)
}

const clampDifficulty = (walk: Walk): void => {
  const clamped = Math.min(Math.max(walk.d, DIFFICULTY.min), DIFFICULTY.max)
  if (clamped === walk.d) return
  walk.d = clamped
  walk.dD.fill(0)
}
