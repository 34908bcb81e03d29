import { createHash, randomBytes } from 'node:crypto'
import { config } from '../../../platform/config/config.ts'
import { type Context, isoAt } from '../../../platform/context.ts'
import { UnreadableError } from '../../../platform/encryption/sealing.ts'
import { AppError, invalidField } from '../../../platform/errors.ts'
import { commit } from '../../../platform/events/commit.ts'
import { load } from '../../../platform/events/mutate.ts'
import { returnAddress } from '../../../platform/http/return-address.ts'
import { BASE_PATH, type Redirect } from '../../../platform/http/route.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { MINUTE_MS } from '../../../platform/units.ts'
import { allow } from '../../billing/entitlements.ts'
import { calendarNotConfigured } from '../sync/calendar-errors.ts'
import type { OAuthProvider } from '../sync/connection.fields.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'
import type { Granted, OAuth } from '../sync/oauth.ts'
import { type CalendarProvider, type CalendarProviders, CalendarUnavailable } from '../sync/provider.ts'
import { UnusableGrant } from '../sync/unusable-grant.ts'
import { connectAccount, takeBack } from './connect-account.service.ts'
import type { Authorization, AuthorizeConnection, OAuthCallback } from './connection.schema.ts'
import { countedConnections } from './connection-count.repository.ts'
import { signInWrite, type TakenSignIn, takeSignIn, verifierOf } from './oauth-state.repository.ts'

const LIFE_MS = 10 * MINUTE_MS

/** Where providers send the browser: registered with them, the same for all. */
const callbackUrl = (): string => `${config().PUBLIC_BASE_URL}${BASE_PATH}/calendar/oauth/callback`

/** 256 bits in base64url: what PKCE takes as a verifier (RFC 7636, 4.1), and nobody guesses as a state. */
const unguessable = (): string => randomBytes(32).toString('base64url')

type SignedInAt = CalendarProvider & { oauth: OAuth }

const signedInAt = (providers: CalendarProviders, name: OAuthProvider): SignedInAt => {
  const provider = providers[name]
  if (!provider?.oauth) throw calendarNotConfigured()
  return { ...provider, oauth: provider.oauth }
}

/**
 * Begins a sign-in: the address of the provider's page, with a state that is good once, for ten minutes, for this person
 * and provider. An account that is connected may be signed in again when the plan allows no further one.
 * @throws 400 naming redirectUri or connectionId; 403 PLAN_LIMIT; 404; 503 CALENDAR_NOT_CONFIGURED
 */
export const authorize = async (
  ctx: Context,
  providers: CalendarProviders,
  name: OAuthProvider,
  { redirectUri, access: wanted, connectionId }: AuthorizeConnection,
): Promise<Authorization> => {
  const returnTo = returnAddress('redirectUri', redirectUri, '/')
  const { oauth } = signedInAt(providers, name)
  if (!(await oauth.configured())) throw calendarNotConfigured()
  const loginHint = connectionId === undefined ? undefined : await accountOf(ctx, name, connectionId)
  const { count, countOf } = await countedConnections(ctx)
  if (countOf(name) === 0) await allow(ctx, 'calendarConnections', 1, count)
  const [state, verifier] = [unguessable(), unguessable()]
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const asked = { state, challenge, redirectUri: callbackUrl(), wanted, loginHint }
  const authorizationUrl = await oauth.authorizationUrl(asked)
  const until = ctx.now() + LIFE_MS
  const signIn = { userId: ctx.userId, provider: name, returnTo, wanted, verifier }
  await commit(ctx, { changes: [], writes: [await signInWrite(ctx, state, signIn, until)], result: null })
  return { authorizationUrl, state, expiresAt: isoAt(until) }
}

/** The account that the person is expected to choose. */
const accountOf = async (ctx: Context, name: OAuthProvider, connectionId: string): Promise<string | undefined> => {
  const { provider, account } = await load(ctx, CALENDAR_CONNECTION, connectionId)
  if (provider !== name) throw invalidField('connectionId', 'The connection is one of another provider')
  return account ?? undefined
}

/**
 * Ends a sign-in with what the provider says to the browser, and sends that back to where it came from. The state is used up
 * whatever comes of it; what went wrong is in the address, by a code.
 * @throws 400 for a state that is unknown, used or expired: then nobody knows where to send the browser
 */
export const finishAuthorization = async (
  ctx: Context,
  providers: CalendarProviders,
  { state, code, error }: OAuthCallback,
): Promise<Redirect> => {
  const signIn = await takeSignIn(ctx, state)
  if (!signIn) throw invalidField('state', 'The sign-in was not begun here, is over, or took too long', 'query')
  const back = (outcome: Record<string, string>): Redirect => {
    const url = new URL(signIn.returnTo)
    for (const [key, value] of Object.entries(outcome)) url.searchParams.set(key, value)
    return { location: url.href }
  }
  if (error !== undefined || code === undefined)
    return back({ status: 'error', error: wordOf(error ?? 'invalid_request') })
  try {
    const connectionId = await connected({ ...ctx, userId: signIn.userId }, providers, signIn, code)
    return back({ status: 'connected', connectionId })
  } catch (failure) {
    return back({ status: 'error', error: codeOf(ctx, failure) })
  }
}

const connected = async (
  ctx: Context,
  providers: CalendarProviders,
  signIn: TakenSignIn,
  code: string,
): Promise<string> => {
  const provider = signedInAt(providers, signIn.provider)
  const verifier = await verifierOf(ctx, signIn)
  const { wanted } = signIn
  let granted: Granted | null = null
  try {
    granted = await provider.oauth.exchange(ctx, { code, verifier, redirectUri: callbackUrl(), wanted })
    return await connectAccount(ctx, providers, signIn.provider, granted)
  } catch (failure) {
    const unused = failure instanceof UnusableGrant ? failure.granted : granted
    if (unused) await takeBack(ctx, provider.oauth, signIn.provider, unused)
    throw failure
  }
}

/** Codes of OAuth are words (RFC 6749, 4.1.2.1). Nothing else that somebody put into an address goes on to an app. */
const wordOf = (error: string): string => (/^[a-z_]{1,40}$/.test(error) ? error : 'provider_error')

const codeOf = (ctx: Context, failure: unknown): string => {
  if (failure instanceof CalendarUnavailable) return failure.code
  if (failure instanceof AppError && failure.status < 500) return failure.code.toLowerCase()
  if (failure instanceof AppError || failure instanceof UnreadableError) return 'unavailable'
  log('error', 'calendar sign-in failed', { requestId: ctx.requestId, ...errorFacts(failure) })
  return 'internal'
}
