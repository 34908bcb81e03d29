import { randomUUID } from 'node:crypto'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { BASE_PATH } from '../../lib/platform/http/route.ts'
import { AMPLE_MS } from './timing.ts'

type Lambda = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

export type Request = {
  token?: string | null
  /** An object is sent as JSON, a string as it is. */
  body?: unknown
  headers?: Record<string, string>
  query?: Record<string, string | string[]>
  /** The caller's address. */
  address?: string
  /** Milliseconds that Lambda leaves. */
  remainingMs?: number
}

/** Answers are read loosely, as a client in another language would. */
export type Answer = {
  status: number
  headers: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: tests state the shape by what they expect
  body: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  data: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  error: any
  raw: string
}

/** Calls a function as API Gateway (HTTP API, payload 2.0) would. `path` is without the base path: '/tasks/1'. */
export const invoke = async (
  handler: unknown,
  method: string,
  path: string,
  request: Request = {},
): Promise<Answer> => {
  const answer = await (handler as Lambda)(eventOf(method, path, request), {
    getRemainingTimeInMillis: () => request.remainingMs ?? AMPLE_MS,
  } as Context)
  const raw = answer.body ?? ''
  const body = parsed(raw)
  return {
    status: answer.statusCode ?? 0,
    headers: (answer.headers ?? {}) as Record<string, string>,
    body,
    data: body?.data,
    error: body?.error,
    raw,
  }
}

/** The gateway's own match. Functions find the operation by method and path. */
const GREEDY = 'ANY /{proxy+}'

/** The event of payload format 2.0. */
export const eventOf = (
  method: string,
  path: string,
  { token, body, headers, query, address = randomAddress() }: Request = {},
): APIGatewayProxyEventV2 => {
  const rawPath = BASE_PATH + path
  const rawQueryString = queryString(query ?? {})
  return {
    version: '2.0',
    routeKey: GREEDY,
    rawPath,
    rawQueryString,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: address, userAgent: 'test' },
      requestId: randomUUID(),
      routeKey: GREEDY,
      stage: '$default',
      time: new Date().toISOString(),
      timeEpoch: Date.now(),
    },
  }
}

/** A caller nobody else is, so that limits by address do not join tests. */
export const randomAddress = (): string => `2001:db8::${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}`

const queryString = (query: Record<string, string | string[]>): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) search.append(name, one)
  return search.toString()
}

// biome-ignore lint/suspicious/noExplicitAny: see Answer
const parsed = (text: string): any => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
