import * as z from 'zod'
import { calendarNotConfigured } from '../../domain/calendar/sync/calendar-errors.ts'
import type { Account, AuthorizationRequest, OAuth, Tokens, Wanted } from '../../domain/calendar/sync/oauth.ts'
import { CalendarUnavailable } from '../../domain/calendar/sync/provider.ts'
import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { jsonIn } from '../../platform/json.ts'
import { fetchApi, retryAfterOf } from '../../platform/outbound/fetch-api.ts'
import { credentialsReader } from '../oauth/client-credentials.ts'
import { calling, requestTokens, signInAgain, type TokenEndpoint } from '../oauth/token-endpoint.ts'

const NAME = 'Microsoft'
const API = 'microsoft-oauth'

const CALENDARS: Record<Wanted, string> = { read: 'Calendars.Read', write: 'Calendars.ReadWrite' }
/** offline_access brings a refresh token, User.Read says whose account it is. */
const scopesFor = (wanted: Wanted): string => ['offline_access', 'User.Read', CALENDARS[wanted]].join(' ')

/** `common`: accounts of organizations and personal ones. */
const loginUrl = (path: string): string => `${config().MICROSOFT_LOGIN_BASE}/common/oauth2/v2.0/${path}`

const endpoint: TokenEndpoint = {
  ...{ name: NAME, api: API },
  url: () => loginUrl('token'),
  credentials: credentialsReader('MICROSOFT_SECRET_ID'),
}

/** Scopes that were allowed before need no asking: Microsoft adds what is new by itself. */
const authorizationUrl = async (request: AuthorizationRequest): Promise<string> => {
  const known = await endpoint.credentials.read(Date.now())
  if (!known) throw calendarNotConfigured()
  const url = new URL(loginUrl('authorize'))
  const parameters = {
    client_id: known.clientId,
    redirect_uri: request.redirectUri,
    response_type: 'code',
    response_mode: 'query',
    scope: scopesFor(request.wanted),
    state: request.state,
    code_challenge: request.challenge,
    code_challenge_method: 'S256',
    ...(request.loginHint ? { login_hint: request.loginHint } : { prompt: 'select_account' }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/** Answers name scopes of Graph with or without its address, in any case. */
const granted = ({ scope }: Pick<Tokens, 'scope'>, wanted: string): boolean =>
  scope
    .toLowerCase()
    .split(' ')
    .some((one) => one.split('/').at(-1) === wanted.toLowerCase())

const mayWrite = (tokens: Tokens): boolean => granted(tokens, CALENDARS.write)

const Me = z.object({ id: z.string().min(1), mail: z.string().nullish(), userPrincipalName: z.string().nullish() })

const accountOf = async (ctx: Context, { accessToken }: Tokens): Promise<Account> => {
  const url = `${config().MICROSOFT_GRAPH_BASE}/v1.0/me?$select=id,mail,userPrincipalName`
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
  const answer = await calling({ name: NAME }, () =>
    fetchApi('microsoft-graph', url, { headers, deadline: ctx.deadline }),
  )
  const parsed = Me.safeParse(jsonIn(answer.text))
  if (answer.status !== 200 || !parsed.success) {
    const retryAfterMs = retryAfterOf(answer.headers, ctx.now())
    throw new CalendarUnavailable('unavailable', `${NAME} did not say whose account it is`, { retryAfterMs })
  }
  const { id, mail, userPrincipalName } = parsed.data
  return { id, name: mail ?? userPrincipalName ?? id }
}

/** Sign-in at Microsoft: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export const microsoftOAuth: OAuth = {
  configured: async () => (await endpoint.credentials.read(Date.now())) !== null,
  authorizationUrl,
  exchange: async (ctx, { code, verifier, redirectUri, wanted }) => {
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }
    const { tokens } = await requestTokens(ctx, endpoint, { ...form, scope: scopesFor(wanted) })
    if (!granted(tokens, CALENDARS[wanted]) && !mayWrite(tokens))
      throw new CalendarUnavailable('missing_scope', `${NAME} was not allowed to share the calendars`)
    return { tokens, account: await accountOf(ctx, tokens) }
  },
  /** Each refresh brings another refresh token. The one before goes on working, so a crash in between loses nothing. */
  refresh: async (ctx, tokens) => {
    if (tokens.refreshToken === null) throw signInAgain(NAME)
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken }
    const scope = scopesFor(mayWrite(tokens) ? 'write' : 'read')
    return (await requestTokens(ctx, endpoint, { ...form, scope }, tokens)).tokens
  },
  /** Microsoft has no call for it, short of signing the person out everywhere: the tokens are only forgotten. */
  revoke: async () => {},
  mayWrite,
}
