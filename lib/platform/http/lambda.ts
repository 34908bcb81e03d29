import middy from '@middy/core'
import type { Context as LambdaContext } from 'aws-lambda'
import { unavailable } from '../errors.ts'
import { metered } from '../log/meter.ts'
import { authentication } from './authentication.ts'
import { errorAnswers } from './error-answers.ts'
import type { HttpAnswer, HttpContext, HttpEvent, Parsed } from './exchange.ts'
import { idempotency } from './idempotency.ts'
import { parsing } from './parsing.ts'
import { rateLimiting } from './rate-limiting.ts'
import { requestLog } from './request-log.ts'
import { response } from './response.ts'
import type { Handlers, RouteTable } from './route.ts'
import { type FindRoute, findRoute } from './router.ts'
import { routing } from './routing.ts'

/** A handler that misses its deadline is abandoned this long before Lambda would end the process. */
const LAST_MS = 50

const lateAnswer = () => {
  throw unavailable()
}

/**
 * The entry point of a Lambda: its routes and handlers, and the middlewares that all routes share. Middy runs `before`
 * from top to bottom, then the handler, then `after` (or `onError`) from bottom to top. The first one that returns an
 * answer ends the chain.
 */
export const httpLambda = <T extends RouteTable>(
  routes: T,
  handlers: Handlers<T>,
  find: FindRoute = findRoute(routes),
) => {
  const call = handlers as Handlers<RouteTable>
  const run = middy<HttpEvent, unknown, unknown, HttpContext<Parsed>>({
    ...requestLog(),
    timeoutEarlyInMillis: LAST_MS,
    timeoutEarlyResponse: lateAnswer,
  })
    .use(errorAnswers())
    .use(routing(find))
    .use(authentication())
    .use(rateLimiting())
    .use(parsing())
    .use(response())
    .use(idempotency())
    .handler((_event, { exchange: { found, input } }) => call[found.name]?.(input))
  // The log's hook puts the exchange into the context.
  return (event: HttpEvent, lambda: LambdaContext): Promise<HttpAnswer> =>
    metered(() => run(event, lambda as HttpContext<Parsed>) as Promise<HttpAnswer>)
}
