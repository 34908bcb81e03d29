import type * as z from 'zod'
import type { Context } from '../context.ts'
import type { RateLimit } from '../errors.ts'
import type { Claim } from '../idempotency.ts'

/** A route as data. The router, types, OpenAPI document, gateway and test matrix are all generated from it. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Without the base path: '/tasks/{taskId}'. '/' is the root of the API and of the host. */
  path: string
  summary: string
  description?: string
  tags?: string[]
  /** Who may call: anybody, or (by default) the holder of a valid access token. */
  auth?: 'public'
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** The body may be missing; it is then read as {}. */
  bodyOptional?: true
  /** The handler gets the body as the bytes that were sent, of any media type and unparsed, e.g. to check a signature. */
  rawBody?: true
  /** 202: what is asked for goes on after the answer, or its outcome is read elsewhere. */
  status: 200 | 201 | 202 | 302
  response: z.ZodType
  /** Cuts what is answered to `mostBytes` of JSON. Asked only where it is more than a Lambda can send. */
  shorten?: (data: any, mostBytes: number) => unknown
  /** Also served at /{userId}<path>, with 403 when {userId} is not the token's subject. */
  underUser?: true
  /** Answers bytes (the reference page) instead of the envelope. The handler returns a RawAnswer, or a Redirect with 302. */
  raw?: true
  /** Its answer is good once and for minutes: it is not kept under an Idempotency-Key, and a repeat gets another. */
  keepsNoAnswer?: true
  /** Error codes that it can answer in addition to those of every route. */
  errors?: string[]
  /** Requests a minute from one address; counted exactly, in the table. */
  rateLimit?: { bucket: string }
  /** Limits of the gateway for this operation alone, for all callers together; without it, those of the stage. */
  throttle?: { requestsPerSecond: number; burst: number }
}

/** Keyed by operationId. */
export type RouteTable = Record<string, Route>

/**
 * The answer of a raw route. `gzipped`: the same bytes compressed, for clients that accept gzip. `etag`: of these bytes;
 * who has them already gets 304. `isPrivate`: no cache but the client's may keep it.
 */
export type RawAnswer = {
  contentType: string
  body: string | Buffer
  gzipped?: Buffer
  cacheSeconds?: number
  etag?: string
  isPrivate?: true
}

/** Sends the browser elsewhere. The address may carry what concerns one person: no cache keeps it. */
export type Redirect = { location: string }

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a handler receives: everything parsed, and nothing raw unless the route asks for it. */
export type Input<R extends Route> = ParsedInput<R> & (R extends { rawBody: true } ? RawInput : unknown)

type RawInput = {
  rawBody: Buffer
  /** The value of a header, whatever the case of its name. */
  header: (name: string) => string | undefined
}

type ParsedInput<R extends Route> = {
  ctx: Context
  /** Of a POST with an Idempotency-Key: goes with the transaction that does what is asked, so that a repeat finds it. */
  claim: Claim | null
  params: Parsed<R['params']>
  query: Parsed<R['query']>
  body: Parsed<R['body']>
  caller: Caller
  /** Shows the caller, in the answer's headers, where a limit that the handler counted stands. */
  reportLimit: (limit: RateLimit) => void
}

/** Who sent the request. The token is verified unless the route is public, where it may be absent. */
export type Caller = { address: string; accessToken: string | null }

/** One handler per route, returning what the route's response schema takes. */
export type Handlers<T extends RouteTable> = {
  [K in keyof T]: (input: Input<T[K]>) => Promise<z.input<T[K]['response']>> | z.input<T[K]['response']>
}

export const BASE_PATH = '/api/v1'
