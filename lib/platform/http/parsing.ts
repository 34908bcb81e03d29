import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Claim } from '../idempotency.ts'
import { newUlid } from '../ids.ts'
import { agentOf, networkOf } from './client-facts.ts'
import type { Authenticated, HttpEvent, HttpMiddleware, Parsed } from './exchange.ts'
import { writeRateLimit } from './rate-limiting.ts'
import { bodyBytes, bodyText, header, idempotencyKeyOf, ifMatchOf, jsonBody, parse, queryOf } from './request.ts'
import type { Route } from './route.ts'

/** Turns the request into the handler's input. @throws 400, 413 or 415 for what the route's schemas reject. */
export const parsing = (): HttpMiddleware<Parsed> => ({
  before: ({ event, context: { exchange } }) => {
    const { caller, headers, found } = exchange
    const { route, params } = found
    const body = route.rawBody ? bodyBytes(event) : bodyText(event)
    exchange.input = {
      ctx: contextOf(exchange, event),
      claim: claimOf(exchange, event, body),
      caller,
      reportLimit: (limit) => writeRateLimit(headers, limit),
      params: route.params && parse(route.params, params, 'path'),
      query: route.query && parse(route.query, queryOf(event), 'query'),
      body: typeof body === 'string' ? parsedBody(route, event, body) : undefined,
      ...(typeof body !== 'string' && { rawBody: body, header: (name: string) => header(event, name) }),
    }
  },
})

const parsedBody = ({ body, bodyOptional }: Route, event: HttpEvent, text: string): unknown =>
  body && parse(body, text === '' && bodyOptional ? {} : jsonBody(event, text), 'body')

const contextOf = ({ userId, requestId, deadline }: Authenticated, event: HttpEvent): Context => ({
  userId: userId ?? '',
  requestId,
  source: 'api',
  agent: agentOf(header(event, 'user-agent')),
  address: networkOf(event.requestContext?.http?.sourceIp),
  now: Date.now,
  newId: newUlid,
  deadline,
  ifMatch: ifMatchOf(event),
})

const claimOf = ({ found, userId }: Authenticated, event: HttpEvent, body: string | Buffer): Claim | null => {
  const key = event.requestContext?.http?.method === 'POST' && userId ? idempotencyKeyOf(event) : null
  if (!key || found.route.keepsNoAnswer) return null
  const bodyHash = createHash('sha256').update(`${event.rawPath}\n`).update(body).digest('base64url')
  return { route: found.name, key, bodyHash, settled: false }
}
