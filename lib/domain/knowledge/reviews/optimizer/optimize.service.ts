import type { Context } from '../../../../platform/context.ts'
import { commit, remember } from '../../../../platform/events/commit.ts'
import { untilCommitted } from '../../../../platform/events/mutate.ts'
import type { Claim } from '../../../../platform/idempotency.ts'
import { newJob } from '../../../../platform/jobs/job-rows.ts'
import { startJob } from '../../../../platform/jobs/start-job.ts'
import { LAST } from '../../../../platform/table/keys.ts'
import { readDeck } from '../../decks/deck.service.ts'
import { deckChange } from '../../decks/deck.ts'
import { loadReviewDays } from '../review-days.repository.ts'
import { fitWeights, newFit } from './fit.ts'
import { fitted, type Outcome, outcomeOf, requireReviews } from './optimization.ts'
import { DECK_OPTIMIZATION } from './optimize.job.ts'
import type { Optimization } from './optimize.schema.ts'
import { loadReviewLog } from './review-log.repository.ts'

/** Reviews of a person, of all decks, that a request may read and fit: some seconds of a small Lambda. */
const MOST_AT_ONCE = 10_000

/**
 * Fits the weights of FSRS to the deck's own reviews, and keeps them when they predict those better: at once, or in a job
 * when the log is long. @throws 404, 409 below 400 reviews
 */
export const optimizeDeck = async (ctx: Context, deckId: string, claim?: Claim | null): Promise<Optimization> => {
  const [deck, days] = await Promise.all([readDeck(ctx, deckId), loadReviewDays(ctx, '')])
  const inDeck = days.filter((day) => day.deckId === deckId).reduce((sum, { reviews }) => sum + reviews, 0)
  requireReviews(inDeck)
  if (days.reduce((sum, { reviews }) => sum + reviews, 0) > MOST_AT_ONCE)
    return startOptimization(ctx, deckId, inDeck, claim)
  const { histories, reviews } = fitted(await loadReviewLog(ctx, deckId, LAST))
  const outcome = outcomeOf(histories, deck, fitWeights(histories, deck.relearningSteps.length, newFit()))
  return keepParameters(ctx, deckId, { ...outcome, reviews, jobId: null }, claim)
}

const startOptimization = async (
  ctx: Context,
  deckId: string,
  reviews: number,
  claim?: Claim | null,
): Promise<Optimization> => {
  const { job, write } = newJob(ctx, DECK_OPTIMIZATION, { deckId })
  const result = { parameters: null, logLoss: null, reviews, jobId: job.id }
  await commit(ctx, { changes: [], writes: [write], result }, claim)
  await startJob(ctx, job)
  return result
}

/** Stores fitted weights in the deck, unless it has them. @throws 404 */
export const keepParameters = async <R extends Outcome>(
  ctx: Context,
  deckId: string,
  result: R,
  claim?: Claim | null,
): Promise<R> => {
  const isBetter = result.logLoss.after < result.logLoss.before
  if (!isBetter) {
    if (claim) await remember(ctx, claim, result)
    return result
  }
  return untilCommitted(
    ctx,
    async () => {
      const deck = await readDeck(ctx, deckId, { consistent: true })
      const change = deckChange(deck, { fsrsParameters: result.parameters }, ctx.now())
      return { changes: change ? [change] : [], result, upsert: true }
    },
    claim,
  )
}
