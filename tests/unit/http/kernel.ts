import middy from '@middy/core'
import type { Context as LambdaContext } from 'aws-lambda'
import * as z from 'zod'
import type { HttpAnswer, HttpContext, HttpEvent, HttpMiddleware, Parsed } from '../../../lib/platform/http/exchange.ts'
import type { Input, Route } from '../../../lib/platform/http/route.ts'

/** A request as the gateway sends it (HTTP API, payload 2.0). */
export const eventOf = (
  method: string,
  rawPath: string,
  more: { headers?: Record<string, string>; body?: string; isBase64Encoded?: boolean; rawQueryString?: string } = {},
): HttpEvent =>
  ({
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    ...more,
    requestContext: { requestId: 'request-1', http: { method, path: rawPath, sourceIp: '192.0.2.1' } },
  }) as HttpEvent

export const routeOf = (more: Partial<Route> = {}): Route => ({
  method: 'POST',
  path: '/things',
  summary: 'Make a thing',
  status: 200,
  response: z.looseObject({}),
  ...more,
})

/** An exchange of which every middleware before has done its part. */
export const exchangeOf = (more: Partial<Parsed> = {}): Parsed => ({
  requestId: 'request-1',
  started: performance.now(),
  deadline: Date.now() + 10_000,
  headers: { 'x-request-id': 'request-1' },
  userId: 'ada',
  found: { name: 'makeThing', route: routeOf(), underUser: false, params: {}, template: 'POST /api/v1/things' },
  caller: { address: '192.0.2.1', accessToken: 'token' },
  input: {} as Input<Route>,
  ...more,
})

/** Runs middlewares through middy around `handler`, on an exchange that is looked at afterwards. */
export const runChain = (
  middlewares: HttpMiddleware<Parsed>[],
  event: HttpEvent,
  exchange: Parsed,
  handler: () => unknown = () => ({ id: 'a' }),
): Promise<HttpAnswer> => {
  const chain = middy<HttpEvent, unknown, unknown, HttpContext<Parsed>>()
  for (const middleware of middlewares) chain.use(middleware)
  const context = { exchange } as LambdaContext & { exchange: Parsed }
  return chain.handler(handler)(event, context) as Promise<HttpAnswer>
}
