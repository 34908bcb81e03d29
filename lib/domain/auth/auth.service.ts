import type * as z from 'zod'
import type { Context } from '../../platform/context.ts'
import { unauthorized } from '../../platform/errors.ts'
import { log } from '../../platform/log/log.ts'
import { entitlementOf } from '../billing/entitlements.ts'
import type { Profile, UpdateProfile } from '../profile/profile.schema.ts'
import { changeProfile, loadProfile, replaceProfile } from '../profile/profile.service.ts'
import type * as schema from './auth.schema.ts'
import { refusalReason, withClientErrors } from './auth-errors.ts'
import type { Identity, IdentityProvider, Tokens } from './identity-provider.ts'

type In<S extends z.ZodType> = z.output<S>
type Message = In<typeof schema.Message>

/** Creates an account, to be confirmed with the code sent by e-mail. @throws 409 for a used address, 400 for a weak password. */
export const signUp = async (
  ctx: Context,
  provider: IdentityProvider,
  { email, password }: In<typeof schema.SignUp>,
) => {
  const { userId } = await withClientErrors('signUp', provider.signUp(ctx, email, password))
  return { userId, email, message: 'We sent a confirmation code to your e-mail address' }
}

/** @throws 400 naming the code, also for addresses without an account. */
export const confirm = async (
  ctx: Context,
  provider: IdentityProvider,
  { email, code }: In<typeof schema.Confirm>,
): Promise<Message> => {
  await withClientErrors('confirm', provider.confirm(ctx, email, code))
  return { message: 'Your e-mail address is confirmed, you can sign in' }
}

/** The same answer for every address. */
export const resendCode = async (
  ctx: Context,
  provider: IdentityProvider,
  { email }: In<typeof schema.OnlyEmail>,
): Promise<Message> => {
  logRefusal(ctx, 'code not sent again', await refusalReason(provider.resendCode(ctx, email)))
  return { message: 'If this address waits for its confirmation, a new code is on its way' }
}

/** Tokens and the person's profile. @throws 401 with one answer for every cause, or 403 while the address is not confirmed. */
export const signIn = async (
  ctx: Context,
  provider: IdentityProvider,
  { email, password }: In<typeof schema.Login>,
): Promise<In<typeof schema.LoginResult>> => {
  const { identity, ...tokens } = await withClientErrors('signIn', provider.signIn(ctx, email, password))
  const user = await ensureProfile({ ...ctx, userId: identity.userId }, identity)
  return { ...bearer(tokens), refreshToken: tokens.refreshToken ?? '', user }
}

/** @throws 401 when the refresh token is not valid (any more). */
export const refresh = async (
  ctx: Context,
  provider: IdentityProvider,
  { refreshToken }: In<typeof schema.Refresh>,
): Promise<In<typeof schema.RefreshResult>> => {
  const tokens = await withClientErrors('refresh', provider.refresh(ctx, refreshToken))
  return { ...bearer(tokens), refreshToken: tokens.refreshToken }
}

/** Revokes the session's refresh token. One that has already ended is no error. */
export const logout = async (
  ctx: Context,
  provider: IdentityProvider,
  { refreshToken }: In<typeof schema.Logout>,
): Promise<Message> => {
  if (refreshToken) await refusalReason(provider.revoke(ctx, refreshToken))
  return { message: 'You are signed out' }
}

/** The same answer for every address. */
export const forgotPassword = async (
  ctx: Context,
  provider: IdentityProvider,
  { email }: In<typeof schema.OnlyEmail>,
): Promise<Message> => {
  logRefusal(ctx, 'reset code not sent', await refusalReason(provider.forgotPassword(ctx, email)))
  return { message: 'If this address has an account, a code is on its way' }
}

/** @throws 400 naming code or newPassword. */
export const resetPassword = async (
  ctx: Context,
  provider: IdentityProvider,
  input: In<typeof schema.ResetPassword>,
): Promise<Message> => {
  await withClientErrors('resetPassword', provider.resetPassword(ctx, input))
  return { message: 'Your password is changed, you can sign in' }
}

/** @throws 400 naming currentPassword or newPassword. */
export const changePassword = async (
  ctx: Context,
  provider: IdentityProvider,
  input: In<typeof schema.ChangePassword> & { accessToken: string },
): Promise<Message> => {
  await withClientErrors('changePassword', provider.changePassword(ctx, input))
  return { message: 'Your password is changed' }
}

/** The caller's profile. People who signed in at the provider directly get theirs here, on the first call. */
export const readMe = async (
  ctx: Context,
  provider: IdentityProvider,
  accessToken: string | null,
): Promise<Profile> => {
  const profile = await loadProfile(ctx)
  if (profile.email !== '') return profile
  if (!accessToken) throw unauthorized()
  return ensureProfile(ctx, await withClientErrors('identify', provider.identify(ctx, accessToken)))
}

/** @throws 412 for another version than If-Match names, 400 naming a field. */
export const changeMe = async (
  ctx: Context,
  provider: IdentityProvider,
  accessToken: string | null,
  patch: UpdateProfile,
): Promise<Profile> => {
  await readMe(ctx, provider, accessToken)
  return changeProfile(ctx, patch)
}

/** @throws what changeMe throws. */
export const replaceMe = async (
  ctx: Context,
  provider: IdentityProvider,
  accessToken: string | null,
  input: UpdateProfile,
): Promise<Profile> => {
  await readMe(ctx, provider, accessToken)
  return replaceProfile(ctx, input)
}

/** A profile with the tier and the limits that hold for the person now. Both are read at the same time. */
export const withPlan = async (ctx: Context, reading: Promise<Profile>): Promise<In<typeof schema.Me>> => {
  const [profile, { tier, limits }] = await Promise.all([reading, entitlementOf(ctx)])
  return { ...profile, tier, limits }
}

/** The provider owns the address; the profile has a copy, written on the first sign-in and whenever it has changed. */
const ensureProfile = async (ctx: Context, { email, displayName }: Identity): Promise<Profile> => {
  const stored = await loadProfile(ctx)
  if (stored.version > 0 && stored.email === email) return stored
  const named = stored.version === 0 && displayName ? { displayName: displayName.slice(0, 100) } : {}
  return changeProfile({ ...ctx, ifMatch: null }, { email, ...named })
}

const bearer = ({ accessToken, idToken, expiresIn }: Tokens) => ({
  accessToken,
  idToken,
  tokenType: 'Bearer' as const,
  expiresIn,
})

/** Logs mail that could not be sent, because the caller must not learn of it. */
const logRefusal = ({ requestId }: Context, message: string, reason: string | null): void => {
  if (reason) log(reason === 'notDelivered' ? 'error' : 'info', message, { requestId, reason })
}
