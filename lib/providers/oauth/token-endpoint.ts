import * as z from 'zod'
import { calendarNotConfigured } from '../../domain/calendar/sync/calendar-errors.ts'
import type { Tokens } from '../../domain/calendar/sync/oauth.ts'
import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import { jsonIn } from '../../platform/json.ts'
import { log } from '../../platform/log/log.ts'
import { ApiUnreachable, fetchApi, retryAfterOf } from '../../platform/outbound/fetch-api.ts'
import type { SecretReader } from '../secret.ts'
import type { ClientCredentials } from './client-credentials.ts'

/** A provider's token endpoint (RFC 6749, 3.2). `name` is what people call it, `api` its circuit. */
export type TokenEndpoint = {
  name: string
  api: string
  url: () => string
  credentials: SecretReader<ClientCredentials | null>
}

const Answer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3_600),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
  id_token: z.string().optional(),
})
export type TokenAnswer = { tokens: Tokens; idToken: string | null; clientId: string }

const Refusal = z.object({ error: z.string().catch('unknown') }).catch({ error: 'unknown' })

/** The person has to sign in again. Microsoft names some of these apart (AADSTS50076, 53003 …). */
const SIGN_IN_AGAIN = ['invalid_grant', 'interaction_required', 'consent_required', 'login_required']
/** Our own credentials are wrong: no person can mend that. */
const OURS = ['invalid_client', 'unauthorized_client']

/**
 * Asks for tokens. `before`: those that are refreshed; what the answer leaves out of them stays, as providers may keep a
 * refresh token to themselves. Credentials that are refused are read again once, because they may have been rotated.
 * @throws 503 CALENDAR_NOT_CONFIGURED; CalendarUnavailable: `reauthorize` where a refresh token is refused, `refused`
 * where a code is, `rate_limited`, `unavailable`, `misconfigured`
 */
export const requestTokens = async (
  ctx: Context,
  endpoint: TokenEndpoint,
  form: Record<string, string>,
  before: Tokens | null = null,
): Promise<TokenAnswer> => {
  const { credentials } = endpoint
  const known = await credentials.read(ctx.now())
  if (!known) throw calendarNotConfigured()
  const first = await ask(ctx, endpoint, known, form, before)
  if (!isOurs(first)) return answered(endpoint, first)
  const renewed = await credentials.reread(ctx.now())
  if (!renewed || renewed.clientSecret === known.clientSecret) return answered(endpoint, first)
  return answered(endpoint, await ask(ctx, endpoint, renewed, form, before))
}

type Refused = { status: number; error: string; retryAfterMs: number; isRefresh: boolean }

const isOurs = (result: TokenAnswer | Refused): boolean => 'error' in result && OURS.includes(result.error)

const ask = async (
  ctx: Context,
  endpoint: TokenEndpoint,
  { clientId, clientSecret }: ClientCredentials,
  form: Record<string, string>,
  before: Tokens | null,
): Promise<TokenAnswer | Refused> => {
  // The life of a token counts from before it was asked for, so that it never seems to last too long.
  const now = ctx.now()
  const { status, headers, text } = await calling(endpoint, () =>
    fetchApi(endpoint.api, endpoint.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret }).toString(),
      deadline: ctx.deadline,
    }),
  )
  const json = jsonIn(text)
  if (status !== 200) {
    const { error } = Refusal.parse(json)
    return { status, error, retryAfterMs: retryAfterOf(headers, now), isRefresh: before !== null }
  }
  const parsed = Answer.safeParse(json)
  if (!parsed.success) throw new CalendarUnavailable('unavailable', `${endpoint.name} gave an answer without tokens`)
  const { access_token, expires_in, refresh_token, scope, id_token } = parsed.data
  const tokens = {
    accessToken: access_token,
    refreshToken: refresh_token ?? before?.refreshToken ?? null,
    expiresAt: now + expires_in * 1_000,
    scope: scope ?? before?.scope ?? '',
  }
  return { tokens, idToken: id_token ?? null, clientId }
}

/** @throws CalendarUnavailable instead of ApiUnreachable */
export const calling = async <T>({ name }: Pick<TokenEndpoint, 'name'>, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ApiUnreachable)) throw error
    throw new CalendarUnavailable('unavailable', `${name} does not answer`)
  }
}

/** Of what a provider says only its error code is kept: its texts may repeat what was sent. */
const answered = ({ name }: TokenEndpoint, result: TokenAnswer | Refused): TokenAnswer => {
  if ('tokens' in result) return result
  const { status, error, retryAfterMs, isRefresh } = result
  if (SIGN_IN_AGAIN.includes(error))
    throw isRefresh ? signInAgain(name) : new CalendarUnavailable('refused', `${name} does not accept the sign-in`)
  if (OURS.includes(error)) {
    log('error', 'oauth client refused', { provider: name, status, code: error.slice(0, 40) })
    throw new CalendarUnavailable('misconfigured', `The connection of LifeOS with ${name} is not set up right`)
  }
  if (status === 429) throw new CalendarUnavailable('rate_limited', `${name} asks for a pause`, { retryAfterMs })
  if (status >= 500 || error === 'temporarily_unavailable')
    throw new CalendarUnavailable('unavailable', `${name} does not answer`, { retryAfterMs })
  throw new CalendarUnavailable('refused', `${name} does not accept the sign-in`)
}

export const signInAgain = (name: string) => new CalendarUnavailable('reauthorize', `Sign in at ${name} again`)
