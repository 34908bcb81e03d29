import { errorFacts, log } from '../log/log.ts'
import { asAppError, problem } from './answer.ts'
import { type HttpMiddleware, operationOf } from './exchange.ts'

/**
 * Answers every error as problem details. What nobody foresaw becomes a 500 that says nothing of its inside; the log has
 * its message and stack.
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
