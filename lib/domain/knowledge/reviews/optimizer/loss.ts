import { WEIGHTS } from '../../decks/deck.fields.ts'
import type { Histories } from './histories.ts'
import { begin, newWalk, predict, review, type Walk } from './memory-gradient.ts'

/**
 * How far the predictions of some weights are from what was recalled. `logLoss`: the mean over all predictions, each alike.
 * The rest is weighted, for the fit: the sum of losses, its gradient, and the Fisher information (21 × 21, row by row).
 */
export type Loss = { logLoss: number; sum: number; gradient: Float64Array; information: Float64Array }

/** Goes through all histories once, about a microsecond a review. */
export const lossOf = (histories: Histories, parameters: readonly number[]): Loss => {
  const w = Float64Array.from(parameters)
  const walk = newWalk()
  const [gradient, information] = [new Float64Array(WEIGHTS), new Float64Array(WEIGHTS * WEIGHTS)]
  const loss = { logLoss: 0, sum: 0, gradient, information }
  const { starts, ratings, days, weights, predictions } = histories
  for (let card = 0; card + 1 < starts.length; card++) {
    const to = starts[card + 1] ?? 0
    for (let i = starts[card] ?? 0, isFirst = true; i < to; i++, isFirst = false) {
      const [rating, elapsed, weight] = [ratings[i] ?? 0, days[i] ?? 0, weights[i] ?? 0]
      if (isFirst) {
        begin(walk, rating, w)
        continue
      }
      if (elapsed > 0) predict(walk, elapsed, w)
      if (weight > 0) count(loss, walk, rating > 1, weight)
      review(walk, rating, elapsed, w)
    }
  }
  for (let i = 0; i < WEIGHTS; i++)
    for (let j = 0; j < i; j++) information[j * WEIGHTS + i] = information[i * WEIGHTS + j] ?? 0
  return { ...loss, logLoss: predictions === 0 ? 0 : loss.logLoss / predictions }
}

const count = (loss: Loss, { r, dR }: Walk, isRecalled: boolean, weight: number): void => {
  const cost = -Math.log(isRecalled ? r : 1 - r)
  loss.logLoss += cost
  loss.sum += weight * cost
  const certainty = weight / (r * (1 - r))
  const slope = (r - Number(isRecalled)) * certainty
  const { gradient, information } = loss
  for (let i = 0; i < WEIGHTS; i++) {
    const derivative = dR[i] ?? 0
    if (derivative === 0) continue
    gradient[i] = (gradient[i] ?? 0) + slope * derivative
    const row = i * WEIGHTS
    for (let j = 0; j <= i; j++)
      information[row + j] = (information[row + j] ?? 0) + certainty * derivative * (dR[j] ?? 0)
  }
}
