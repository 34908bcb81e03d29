import { errorFacts, log } from '../log/log.ts'
import { asAppError, problem } from './answer.ts'
import { type HttpMiddleware, operationOf } from './exchange.ts'

/**
 * Answers every error as problem details. An unexpected error becomes a 500 that reveals nothing about its cause; its
 * message and stack go to the log.
 */
export const errorAnswers = (): HttpMiddleware => ({
  onError: ({ event, context: { exchange }, error }) => {
    const known = asAppError(error)
    if (known.status >= 500)
      log('error', 'request failed', {
        requestId: exchange.requestId,
        ...operationOf(exchange),
        code: known.code,
        ...(known === error ? {} : errorFacts(error)),
      })
    return problem(known, exchange.requestId, event.rawPath, exchange.headers)
  },
})
