import type middy from '@middy/core'
import { config } from '../config/config.ts'
import { newUlid } from '../ids.ts'
import { logWithMetrics, pseudonym } from '../log/log.ts'
import { currentUsage } from '../log/meter.ts'
import { functionLabel } from '../log/metrics.ts'
import { type HttpAnswer, type HttpContext, type HttpEvent, operationOf } from './exchange.ts'

/** Time reserved before Lambda's own timeout, so that a 503 can still be answered. */
const RESERVE_MS = 500

/**
 * Gives each request its id and deadline, and writes its one log line at the end. These are middy's hooks around the
 * chain instead of a middleware, so that the line is written however the chain ends: with an early answer, an error, or an
 * error in an error handler.
 */
export const requestLog = () => {
  let first = true
  return {
    requestStart: (request: middy.Request): void => {
      const event = request.event as HttpEvent
      const requestId = event.requestContext?.requestId ?? newUlid()
      const remainingMs = request.context.getRemainingTimeInMillis?.() ?? 10_000
      const exchange = {
        requestId,
        started: performance.now(),
        deadline: Date.now() + remainingMs - RESERVE_MS,
        headers: { 'x-request-id': requestId },
        userId: null,
      }
      request.context = { ...request.context, exchange } as HttpContext
    },
    requestEnd: ({ context, response }: middy.Request): void => {
      writeLine(context as HttpContext, response, first)
      first = false
    },
  }
}

const writeLine = (context: HttpContext, response: HttpAnswer | undefined, first: boolean): void => {
  const { requestId, started, userId } = context.exchange
  const status = response?.statusCode ?? 500
  const ms = performance.now() - started
  const usage = currentUsage()
  logWithMetrics(
    'info',
    'request',
    {
      requestId,
      ...operationOf(context.exchange),
      status,
      ms: Math.round(ms),
      user: userId && pseudonym(userId),
      ...usage,
    },
    { Function: functionLabel(context.functionName, config().STAGE) },
    {
      Latency: ms,
      Errors: Number(status >= 500),
      Throttled: Number(status === 429),
      ColdStarts: Number(first),
      ModelCost: (usage?.modelMicroDollars ?? 0) / 1e6,
    },
  )
}
