import { createHash } from 'node:crypto'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context as LambdaContext } from 'aws-lambda'
import { verifyAccessToken } from '../auth/verify.ts'
import { config } from '../config/config.ts'
import type { Context } from '../context.ts'
import { type AppError, conflict, forbidden, unauthorized } from '../errors.ts'
import { remember } from '../events/commit.ts'
import { IdempotencyReplay, storedResult } from '../idempotency.ts'
import { newUlid } from '../ids.ts'
import { errorFacts, log, pseudonym } from '../log/log.ts'
import { anonymousPk } from '../table/keys.ts'
import { metered } from '../table/meter.ts'
import { asAppError, problem, rawAnswer, success } from './answer.ts'
import { countHit } from './rate-limit.ts'
import { bodyText, header, idempotencyKeyOf, ifMatchOf, jsonBody, parse, queryOf } from './request.ts'
import type { Caller, Handlers, Input, RawAnswer, Route, RouteTable } from './route.ts'
import { type Found, findRoute } from './router.ts'

type Event = APIGatewayProxyEventV2
type Answer = APIGatewayProxyStructuredResultV2

/** Time kept back from Lambda's own time-out to answer 503 properly. */
const RESERVE_MS = 500

/** One Lambda's entry: routes and their handlers, with everything every route shares done once, here. */
export const httpLambda = <T extends RouteTable>(routes: T, handlers: Handlers<T>) => {
  const find = findRoute(routes)
  return middy<Event, Answer>().handler((event: Event, lambda: LambdaContext) =>
    metered(async (usage) => {
      const started = performance.now()
      const requestId = event.requestContext?.requestId ?? newUlid()
      const headers: Record<string, string> = { 'x-request-id': requestId }
      const request: Request = {
        event,
        requestId,
        headers,
        deadline: Date.now() + (lambda?.getRemainingTimeInMillis?.() ?? 10_000) - RESERVE_MS,
        userId: null,
        found: null,
      }
      let answer: Answer
      try {
        answer = isPreflight(event)
          ? { statusCode: 204, headers }
          : await respond(request, find, handlers as Handlers<RouteTable>)
      } catch (error) {
        const known = asAppError(error)
        if (known.status >= 500)
          log('error', 'request failed', {
            requestId,
            ...operationOf(request),
            code: known.code,
            ...(known === error ? {} : errorFacts(error)),
          })
        answer = problem(known, requestId, event.rawPath, headers)
      }
      log('info', 'request', {
        requestId,
        ...operationOf(request),
        status: answer.statusCode,
        ms: Math.round(performance.now() - started),
        user: request.userId && pseudonym(request.userId),
        ...usage,
      })
      return answer
    }),
  )
}

/** The gateway's fallback route catches preflights too, and a browser needs a 2xx; the gateway adds the CORS headers. */
const isPreflight = (event: Event): boolean => event.requestContext?.http?.method === 'OPTIONS'

type Request = {
  event: Event
  requestId: string
  headers: Record<string, string>
  deadline: number
  userId: string | null
  found: Found | null
}

/** Never the path itself, which holds ids. */
const operationOf = ({ found }: Request) => ({ route: found?.template ?? null, operation: found?.name ?? null })

const respond = async (
  request: Request,
  find: ReturnType<typeof findRoute>,
  handlers: Handlers<RouteTable>,
): Promise<Answer> => {
  const { event, headers } = request
  const found = find(event)
  request.found = found
  const { name, route, params } = found
  const caller: Caller = {
    address: event.requestContext?.http?.sourceIp ?? 'unknown',
    accessToken: bearerOf(event, route),
  }
  if (route.auth !== 'public') request.userId = await verifyAccessToken(caller.accessToken)
  if (route.rateLimit) await limitAddress(route, caller, request)
  if (found.underUser && params.userId !== request.userId) throw forbidden('This path belongs to another user')
  const text = bodyText(event)
  const ctx = contextOf(request, name, text)
  const input: Input<Route> = {
    ctx,
    caller,
    headers,
    params: route.params && parse(route.params, params, 'path'),
    query: route.query && parse(route.query, queryOf(event), 'query'),
    body: route.body && parse(route.body, text === '' && route.bodyOptional ? {} : jsonBody(event, text), 'body'),
  }
  const run = () => (handlers[name] as Handlers<RouteTable>[string])(input)
  if (route.raw) return rawAnswer((await run()) as RawAnswer, headers, header(event, 'accept-encoding'))
  const result = ctx.idempotency ? await once(ctx, run, headers) : await run()
  return success(route.status, route.response.parse(result), headers)
}

/**
 * Runs a keyed POST unless its key has an answer already; a lost race for the key gives the winner's answer. Also what
 * is refused may be a repeat: it was refused because the first request took effect.
 */
const once = async (ctx: Context, run: () => unknown, headers: Record<string, string>): Promise<unknown> => {
  const replay = ({ result }: { result: unknown }) => {
    headers['idempotency-replayed'] = 'true'
    return result
  }
  const stored = await storedResult(ctx)
  if (stored) return replay(stored)
  try {
    const result = await run()
    if (!ctx.idempotency?.stored) await remember(ctx, result).catch(unlessTooLarge)
    return result
  } catch (error) {
    const first = await storedResult(ctx, { consistent: true })
    if (first && !ctx.idempotency?.stored) return replay(first)
    if (error instanceof IdempotencyReplay) throw conflict('A request with this Idempotency-Key is being processed')
    throw error
  }
}

/** An answer that no item can hold is not kept: its repeat runs again. */
const unlessTooLarge = (error: unknown): void => {
  if ((error as AppError).status !== 413) throw error
}

const contextOf = (request: Request, route: string, text: string): Context => {
  const key =
    request.event.requestContext?.http?.method === 'POST' && request.userId ? idempotencyKeyOf(request.event) : null
  const bodyHash = key && createHash('sha256').update(`${request.event.rawPath}\n${text}`).digest('base64url')
  return {
    userId: request.userId ?? '',
    requestId: request.requestId,
    source: 'api',
    now: Date.now,
    newId: newUlid,
    deadline: request.deadline,
    ifMatch: ifMatchOf(request.event),
    idempotency: key && bodyHash ? { route, key, bodyHash, stored: false } : null,
  }
}

const limitAddress = (route: Route, caller: Caller, { deadline, headers }: Request) =>
  countHit(
    {
      pk: anonymousPk(caller.address),
      bucket: route.rateLimit?.bucket ?? '',
      limit: config().AUTH_LIMIT_PER_MINUTE,
      windowSeconds: 60,
    },
    Date.now(),
    deadline,
    headers,
  )

/** The token of `Authorization: Bearer <token>`, or null. @throws 401 for any other form. */
const bearerOf = (event: Event, route: Route): string | null => {
  const value = header(event, 'authorization')
  if (value === undefined) return null
  const token = /^Bearer ([^\s,]+)$/i.exec(value)?.[1]
  if (!token && route.auth !== 'public') throw unauthorized()
  return token ?? null
}
