import { setTimeout as sleep } from 'node:timers/promises'
import { type Tokens, tokensIn } from '../../domain/calendar/sync/oauth.ts'
import { type Access, CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { type ApiAnswer, ApiUnreachable, fetchApi, retryAfterOf } from '../../platform/outbound/fetch-api.ts'
import { HOUR_MS, MINUTE_MS } from '../../platform/units.ts'
import { Problem } from './google-wire.ts'

/** How requests get to Google; tests answer them themselves. */
export type Transport = { base: () => string; fetch: typeof fetchApi; wait: (ms: number) => Promise<unknown> }

export const HTTP: Transport = { base: () => config().GOOGLE_API_BASE, fetch: fetchApi, wait: sleep }

export type GoogleRequest = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below /calendar/v3, with its parts encoded. */
  path: string
  query?: Record<string, string | undefined>
  body?: object
  /** The version that the request is about: another one there is a conflict. */
  etag?: string | null
}

/** Makes a request; resolves to its JSON, null for an answer without a body. @throws CalendarUnavailable */
export type GoogleApi = (ctx: Context, access: Pick<Access, 'secret'>, request: GoogleRequest) => Promise<unknown>

/** Waits before the request is made again, where Google failed or asked for a pause without saying how long. */
const RETRIES_MS = [500, 1_500]

export const googleApi =
  (transport: Transport): GoogleApi =>
  async (ctx, { secret }, request) => {
    const tokens = tokensIn(secret)
    for (let attempt = 0; ; attempt++) {
      const answer = await sent(transport, ctx, tokens, request)
      if (answer && answer.status >= 200 && answer.status < 300) return answer.status === 204 ? null : jsonOf(answer)
      const problem = answer ? refusalOf(answer, request, ctx.now()) : UNREACHABLE()
      const pause = RETRIES_MS[attempt]
      const isWorthIt = pause !== undefined && isPassing(problem) && ctx.now() + 2 * pause < ctx.deadline
      if (!isWorthIt) throw problem
      await transport.wait(pause)
    }
  }

/** Null where no answer came. */
const sent = async (
  { base, fetch }: Transport,
  { deadline }: Context,
  { accessToken }: Tokens,
  { method = 'GET', path, query = {}, body, etag }: GoogleRequest,
): Promise<ApiAnswer | null> => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value)
  const headers = {
    authorization: `Bearer ${accessToken}`,
    accept: 'application/json',
    ...(body && { 'content-type': 'application/json' }),
    ...(etag && { 'if-match': etag }),
  }
  try {
    const url = `${base()}/calendar/v3/${path}${search.size > 0 ? `?${search}` : ''}`
    return await fetch('google-calendar', url, {
      method,
      headers,
      deadline,
      ...(body && { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (error instanceof ApiUnreachable) return null
    throw error
  }
}

const UNREACHABLE = () => new CalendarUnavailable('unavailable', 'Google does not answer')

const jsonOf = ({ text }: ApiAnswer): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new CalendarUnavailable('unavailable', 'Google gave an answer that cannot be read')
  }
}

/** Quotas hold for a minute, those of a day for much longer. */
const RATE_LIMITS: Record<string, number> = {
  rateLimitExceeded: MINUTE_MS,
  userRateLimitExceeded: MINUTE_MS,
  quotaExceeded: HOUR_MS,
  dailyLimitExceeded: HOUR_MS,
  calendarUsageLimitsExceeded: HOUR_MS,
}

/** Of consent that does not include what was asked for. */
const SCOPES = ['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT']

const isPassing = ({ code, retryAfterMs }: CalendarUnavailable): boolean => code === 'unavailable' && retryAfterMs === 0

/** What an answer other than 2xx means (https://developers.google.com/workspace/calendar/api/guides/errors). */
const refusalOf = (answer: ApiAnswer, { query }: GoogleRequest, now: number): CalendarUnavailable => {
  const { status, headers } = answer
  const reason = reasonOf(answer)
  const retryAfterMs = retryAfterOf(headers, now)
  const limit = status === 429 ? (RATE_LIMITS[reason] ?? MINUTE_MS) : status === 403 ? RATE_LIMITS[reason] : undefined
  if (limit !== undefined) return failed('rate_limited', 'Google asks for a pause', retryAfterMs || limit)
  const hasPlace = query?.syncToken !== undefined || query?.pageToken !== undefined
  // A page token that is not valid any more is answered by 400.
  if (hasPlace && (status === 410 || status === 400))
    return failed('cursor_expired', 'Google wants everything read anew')
  if (status === 401) return failed('unauthorized', 'Google does not accept the sign-in')
  if (status === 403 && SCOPES.includes(reason)) return failed('reauthorize', 'Google was not allowed to do this')
  if (status === 404) return failed('not_found', 'Google does not have it')
  if (status === 409) return failed('duplicate', 'Google has it already')
  if (status === 410) return failed('gone', 'Google does not have it any more')
  if (status === 412) return failed('conflict', 'It has changed at Google')
  if (status >= 500) return failed('unavailable', 'Google does not answer', retryAfterMs)
  return failed(`http_${status}`, `Google answers with status ${status}`)
}

const failed = (code: string, message: string, retryAfterMs = 0) =>
  new CalendarUnavailable(code, message, { retryAfterMs })

const reasonOf = ({ text }: ApiAnswer): string => {
  try {
    return Problem.parse(JSON.parse(text)).error.errors[0]?.reason ?? ''
  } catch {
    return ''
  }
}
