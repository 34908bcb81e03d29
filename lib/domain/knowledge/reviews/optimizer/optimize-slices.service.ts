import * as z from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { jobRunner, type Slice, type Step } from '../../../../platform/jobs/job.ts'
import { MINUTE_MS } from '../../../../platform/units.ts'
import { readDeck } from '../../decks/deck.service.ts'
import { fitProgress, fitWeights, newFit } from './fit.ts'
import { fitted, outcomeOf } from './optimization.ts'
import { DECK_OPTIMIZATION } from './optimize.job.ts'
import { keepParameters } from './optimize.service.ts'
import { loadReviewLog } from './review-log.repository.ts'

/** What the worker keeps for itself before its deadline. */
const RESERVE_MS = MINUTE_MS / 4

const Place = z.object({
  phase: z.enum(['first', 'all', 'done']),
  round: z.number().int(),
  parameters: z.array(z.number()),
  centre: z.array(z.number()),
  damping: z.number(),
})
type Place = z.infer<typeof Place>

/**
 * Fits the weights of a deck. Reading the log is the longest part, so a slice reads it once and then goes on until the worker's
 * deadline is near; the next one has the same reviews, those before the job was made.
 */
export const deckOptimization = jobRunner(DECK_OPTIMIZATION, Place, (ctx, slice) => optimizeSlice(ctx, slice))

const optimizeSlice = async (
  ctx: Context,
  { input: { deckId }, place, createdAt }: Slice<{ deckId: string }, Place>,
): Promise<Step<Place>> => {
  const deck = await readDeck(ctx, deckId)
  const { histories, reviews } = fitted(await loadReviewLog(ctx, deckId, createdAt))
  const isOver = () => ctx.now() + RESERVE_MS > ctx.deadline
  const state = fitWeights(histories, deck.relearningSteps.length, place ?? newFit(), isOver)
  const progress = fitProgress(state)
  if (state.phase !== 'done') return { place: state, progress }
  const result = await keepParameters(ctx, deckId, { ...outcomeOf(histories, deck, state), reviews, jobId: null })
  const { jobId: _, ...kept } = result
  return { result: kept, progress }
}
