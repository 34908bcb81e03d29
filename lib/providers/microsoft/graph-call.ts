import { tokensIn } from '../../domain/calendar/sync/oauth.ts'
import { type Access, CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { jsonIn } from '../../platform/json.ts'
import {
  type ApiAnswer,
  type ApiRequest,
  ApiUnreachable,
  fetchApi,
  retryAfterOf,
} from '../../platform/outbound/fetch-api.ts'
import type { GraphPage } from './graph-types.ts'

/** Where Graph is, and how it is reached: through its circuit, or a test's own way. */
export type Host = { base: string; fetch: (api: string, url: string, request: ApiRequest) => Promise<ApiAnswer> }

const configured = (): Host => ({ base: config().MICROSOFT_GRAPH_BASE, fetch: fetchApi })

export type GraphRequest = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From /v1.0 on, or a link that Graph gave. */
  path: string
  body?: unknown
  ifMatch?: string | undefined
  /** The most entries of a page. */
  pageSize?: number
}

/** @throws CalendarUnavailable; besides the codes that the engine knows `not_found` and `duplicate` */
export type Graph = <T>(request: GraphRequest) => Promise<T>

/**
 * Times in UTC, bodies as text, and ids that stay when an event is moved to another calendar. Graph repeats none of this from
 * a cursor: every request says it.
 */
const PREFER = ['outlook.timezone="UTC"', 'outlook.body-content-type="text"', 'IdType="ImmutableId"']

/** Calls Graph with the tokens of a connection. */
export const graphFor =
  (ctx: Context, { secret }: Pick<Access, 'secret'>, host: () => Host = configured): Graph =>
  async <T>({ method = 'GET', path, body, ifMatch, pageSize }: GraphRequest): Promise<T> => {
    const prefer = pageSize === undefined ? PREFER : [...PREFER, `odata.maxpagesize=${pageSize}`]
    const { base, fetch } = host()
    const answer = await reached(() =>
      fetch('microsoft-graph', addressOf(base, path), {
        method,
        headers: {
          authorization: `Bearer ${tokensIn(secret).accessToken}`,
          accept: 'application/json',
          prefer: prefer.join(', '),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        deadline: ctx.deadline,
      }),
    )
    const json = jsonIn(answer.text)
    if (answer.status >= 200 && answer.status < 300) return json as T
    throw refusalOf(answer, json, ctx.now())
  }

/** A link to another server would give it the token. Links of a cursor are old when another base is configured. */
const addressOf = (base: string, path: string): string => {
  if (path.startsWith('/')) return `${base}${path}`
  if (path.startsWith(`${base}/`)) return path
  throw new CalendarUnavailable('cursor_expired', 'Microsoft names a page on another server')
}

/** Everything of a list, page by page. */
export const allOf = async <T>(graph: Graph, path: string): Promise<T[]> => {
  const found: T[] = []
  for (let next: string | null = path; next !== null; ) {
    const page: GraphPage<T> = await graph({ path: next })
    found.push(...page.value)
    next = page['@odata.nextLink'] ?? null
  }
  return found
}

/** `value` where Graph does not have what was asked for. */
export const unlessMissing = async <T, V>(asked: Promise<T>, value: V): Promise<T | V> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof CalendarUnavailable && error.code === 'not_found') return value
    throw error
  }
}

const reached = async (call: () => Promise<ApiAnswer>): Promise<ApiAnswer> => {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ApiUnreachable)) throw error
    throw new CalendarUnavailable('unavailable', 'Microsoft does not answer')
  }
}

/** Of what Graph says only its code is kept: its texts may repeat what was sent. */
const refusalOf = ({ status, headers }: ApiAnswer, json: unknown, now: number): CalendarUnavailable => {
  const { code = '' } = ((json as { error?: { code?: string } } | null)?.error ?? {}) as { code?: string }
  const retryAfterMs = retryAfterOf(headers, now)
  const refused = (name: string, message: string) => new CalendarUnavailable(name, message, { retryAfterMs })
  if (status === 410 || /^(syncStateNotFound|resyncRequired)/i.test(code))
    return refused('cursor_expired', 'Microsoft does not know the place in the calendar any more')
  if (status === 401) return refused('unauthorized', 'Microsoft does not accept the access token')
  if (status === 403) return refused('forbidden', 'Microsoft does not allow this')
  if (/^ErrorDuplicateTransactionId$/i.test(code)) return refused('duplicate', 'The event is there already')
  if (status === 412 || /^ErrorIrresolvableConflict$/i.test(code))
    return refused('conflict', 'The event was changed in Outlook')
  if (status === 404) return refused('not_found', 'Microsoft does not have this any more')
  if (status === 429) return refused('rate_limited', 'Microsoft asks for a pause')
  if (status >= 500) return refused('unavailable', `Microsoft answers with status ${status}`)
  return refused(`http_${status}`, `Microsoft refuses this (${/^\w{1,60}$/.test(code) ? code : status})`)
}
