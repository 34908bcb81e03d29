import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { newUlid } from '../ids.ts'
import type { Authenticated, HttpEvent, HttpMiddleware, Parsed } from './exchange.ts'
import { writeRateLimit } from './rate-limiting.ts'
import { bodyText, idempotencyKeyOf, ifMatchOf, jsonBody, parse, queryOf } from './request.ts'

/** Makes the handler's input of the request. @throws 400, 413 or 415 for what the route's schemas do not take. */
export const parsing = (): HttpMiddleware<Parsed> => ({
  before: ({ event, context: { exchange } }) => {
    const { caller, headers, found } = exchange
    const { route, params } = found
    const text = bodyText(event)
    const ctx = contextOf(exchange, event, text)
    exchange.input = {
      ctx,
      caller,
      reportLimit: (limit) => writeRateLimit(headers, limit),
      params: route.params && parse(route.params, params, 'path'),
      query: route.query && parse(route.query, queryOf(event), 'query'),
      body: route.body && parse(route.body, text === '' && route.bodyOptional ? {} : jsonBody(event, text), 'body'),
    }
  },
})

const contextOf = ({ found, userId, requestId, deadline }: Authenticated, event: HttpEvent, text: string): Context => {
  const key = event.requestContext?.http?.method === 'POST' && userId ? idempotencyKeyOf(event) : null
  const bodyHash = key && createHash('sha256').update(`${event.rawPath}\n${text}`).digest('base64url')
  return {
    userId: userId ?? '',
    requestId,
    source: 'api',
    now: Date.now,
    newId: newUlid,
    deadline,
    ifMatch: ifMatchOf(event),
    idempotency: key && bodyHash ? { route: found.name, key, bodyHash, stored: false } : null,
  }
}
