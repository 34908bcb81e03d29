import * as z from 'zod'
import { calendarNotConfigured } from '../../domain/calendar/sync/calendar-errors.ts'
import type { Account, AuthorizationRequest, OAuth, Wanted } from '../../domain/calendar/sync/oauth.ts'
import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import { UnusableGrant } from '../../domain/calendar/sync/unusable-grant.ts'
import { config } from '../../platform/config/config.ts'
import { jsonIn } from '../../platform/json.ts'
import { fetchApi, retryAfterOf } from '../../platform/outbound/fetch-api.ts'
import { credentialsReader } from '../oauth/client-credentials.ts'
import { calling, requestTokens, signInAgain, type TokenEndpoint } from '../oauth/token-endpoint.ts'

const NAME = 'Google'
const API = 'google-oauth'
const SCOPE = 'https://www.googleapis.com/auth'

/** The least that does it: events of all calendars, and the list of calendars. */
const SCOPES: Record<Wanted, string[]> = {
  read: [`${SCOPE}/calendar.events.readonly`, `${SCOPE}/calendar.calendarlist.readonly`],
  write: [`${SCOPE}/calendar.events`, `${SCOPE}/calendar.calendarlist.readonly`],
}
/** They say whose account it is. */
const IDENTITY = ['openid', 'email']

const endpoint: TokenEndpoint = {
  ...{ name: NAME, api: API },
  url: () => `${config().GOOGLE_TOKEN_BASE}/token`,
  credentials: credentialsReader('GOOGLE_SECRET_ID'),
}

const authorizationUrl = async (request: AuthorizationRequest): Promise<string> => {
  const known = await endpoint.credentials.read(Date.now())
  if (!known) throw calendarNotConfigured()
  const url = new URL(`${config().GOOGLE_AUTH_BASE}/o/oauth2/v2/auth`)
  const parameters = {
    client_id: known.clientId,
    redirect_uri: request.redirectUri,
    response_type: 'code',
    scope: [...IDENTITY, ...SCOPES[request.wanted]].join(' '),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
    access_type: 'offline',
    // What was allowed before stays allowed.
    include_granted_scopes: 'true',
    // Without asking for consent again Google gives no refresh token to who consented before.
    prompt: request.loginHint ? 'consent' : 'consent select_account',
    ...(request.loginHint && { login_hint: request.loginHint }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** People can untick scopes one by one: the tokens then come without them. */
const hasScopes = (scope: string, wanted: Wanted): boolean => {
  const granted = scope.split(' ')
  return SCOPES[wanted].every((one) => granted.includes(one))
}

const IdToken = z.object({ aud: z.string(), sub: z.string().min(1), email: z.string().optional() })

/**
 * Whose account an ID token names. Its signature need not be checked where it comes from the token endpoint itself (OpenID
 * Connect Core 1.0, 3.1.3.7).
 */
const accountIn = (idToken: string | null, clientId: string): Account => {
  const [, payload = ''] = idToken?.split('.') ?? []
  const parsed = IdToken.safeParse(jsonIn(Buffer.from(payload, 'base64url').toString()))
  if (!parsed.success || parsed.data.aud !== clientId)
    throw new CalendarUnavailable('unavailable', `${NAME} did not say whose account it is`)
  const { sub, email } = parsed.data
  return { id: sub, name: email ?? sub }
}

/** Sign-in at Google: https://developers.google.com/identity/protocols/oauth2/web-server */
export const googleOAuth: OAuth = {
  configured: async () => (await endpoint.credentials.read(Date.now())) !== null,
  authorizationUrl,
  exchange: async (ctx, { code, verifier, redirectUri, wanted }) => {
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }
    const { tokens, idToken, clientId } = await requestTokens(ctx, endpoint, form)
    const granted = { tokens, account: accountIn(idToken, clientId) }
    if (!hasScopes(tokens.scope, wanted))
      throw new UnusableGrant('missing_scope', `${NAME} was not allowed to share the calendars`, granted)
    return granted
  },
  refresh: async (ctx, tokens) => {
    if (tokens.refreshToken === null) throw signInAgain(NAME)
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken }
    return (await requestTokens(ctx, endpoint, form, tokens)).tokens
  },
  revoke: async (ctx, { refreshToken, accessToken }) => {
    const { status, headers, text } = await calling({ name: NAME }, () =>
      fetchApi(API, `${config().GOOGLE_TOKEN_BASE}/revoke`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ token: refreshToken ?? accessToken }).toString(),
        deadline: ctx.deadline,
      }),
    )
    // 400 means that the token ended or was revoked before.
    if (status === 200 || (status === 400 && /invalid_token|invalid_grant/.test(text))) return
    const retryAfterMs = retryAfterOf(headers, ctx.now())
    throw new CalendarUnavailable('unavailable', `${NAME} does not answer`, { retryAfterMs })
  },
  mayWrite: ({ scope }) => hasScopes(scope, 'write') || scope.split(' ').includes(`${SCOPE}/calendar`),
}
