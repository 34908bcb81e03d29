import { type AppError, conflict } from '../errors.ts'
import { remember } from '../events/commit.ts'
import { IdempotencyReplay, storedResult } from '../idempotency.ts'
import type { HttpAnswer, HttpEvent, HttpMiddleware, Parsed } from './exchange.ts'
import { answerOf } from './response.ts'

/** Where answers are stored by key: in the table, except in tests. */
type Answers = { find: typeof storedResult; keep: typeof remember }
const inTable: Answers = { find: storedResult, keep: remember }

/**
 * Runs a POST with an Idempotency-Key only if the key has no stored answer yet. A request that loses the race for its key
 * gets the winner's answer. Before an error is answered the key is looked up once more: the request may be a repeat that
 * failed because the first one took effect.
 */
export const idempotency = (answers = inTable): HttpMiddleware<Parsed> => ({
  before: ({ event, context: { exchange } }) =>
    exchange.found.route.raw ? undefined : storedAnswer(answers, event, exchange),
  after: ({ context: { exchange }, response }) =>
    exchange.keyed ? keepAnswer(answers, exchange, response) : undefined,
  onError: async (request) => {
    const { event, context, error } = request
    if (!context.exchange.keyed) return undefined
    try {
      const first = await winnersAnswer(answers, event, context.exchange)
      if (first) return first
      if (error instanceof IdempotencyReplay)
        request.error = conflict('A request with this Idempotency-Key is being processed', {
          type: 'in_progress',
          loc: ['header', 'Idempotency-Key'],
        })
    } catch (failure) {
      request.error = failure
    }
    return undefined
  },
})

const storedAnswer = async (answers: Answers, event: HttpEvent, exchange: Parsed): Promise<HttpAnswer | undefined> => {
  const { ctx, claim } = exchange.input
  if (!claim) return undefined
  const stored = await answers.find(ctx, claim)
  if (stored) return replay(event, exchange, stored.result)
  exchange.keyed = true
  return undefined
}

/** Stores an answer that no transaction has stored. An answer too large for an item is not stored: a repeat runs again. */
const keepAnswer = async (answers: Answers, exchange: Parsed, result: unknown): Promise<void> => {
  const { ctx, claim } = exchange.input
  if (claim && !claim.settled) await answers.keep(ctx, claim, result).catch(unlessTooLarge)
  exchange.keyed = false
}

const unlessTooLarge = (error: unknown): void => {
  if ((error as AppError).status !== 413) throw error
}

const winnersAnswer = async (answers: Answers, event: HttpEvent, exchange: Parsed): Promise<HttpAnswer | undefined> => {
  const { ctx, claim } = exchange.input
  const first = !claim || claim.settled ? null : await answers.find(ctx, claim, { consistent: true })
  return first ? replay(event, exchange, first.result) : undefined
}

const replay = (event: HttpEvent, exchange: Parsed, result: unknown): HttpAnswer => {
  exchange.headers['idempotency-replayed'] = 'true'
  return answerOf(event, exchange, result)
}
