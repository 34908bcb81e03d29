/** Who knows passwords and signs tokens: the domain says what it needs, lib/providers/cognito does it. */
export type IdentityProvider = {
  signUp: (call: Call, email: string, password: string) => Promise<{ userId: string }>
  confirm: (call: Call, email: string, code: string) => Promise<void>
  resendCode: (call: Call, email: string) => Promise<void>
  signIn: (call: Call, email: string, password: string) => Promise<SignedIn>
  refresh: (call: Call, refreshToken: string) => Promise<Tokens>
  /** Ends a refresh token and what it could still renew. */
  revoke: (call: Call, refreshToken: string) => Promise<void>
  forgotPassword: (call: Call, email: string) => Promise<void>
  resetPassword: (call: Call, reset: { email: string; code: string; newPassword: string }) => Promise<void>
  changePassword: (call: Call, change: PasswordChange) => Promise<void>
  /** Whose access token this is. */
  identify: (call: Call, accessToken: string) => Promise<Identity>
}

/** `deadline`: epoch ms after which nothing is tried any more. A Context is one. */
export type Call = { readonly deadline: number }

export type PasswordChange = { accessToken: string; currentPassword: string; newPassword: string }

/** `expiresIn`: seconds. A refresh gives a refresh token only when the provider replaces it. */
export type Tokens = { accessToken: string; idToken: string; refreshToken: string | null; expiresIn: number }

export type Identity = { userId: string; email: string; displayName: string | null }
export type SignedIn = Tokens & { identity: Identity }

/** Why a provider refuses; what that means for the caller depends on what was asked (auth-errors.ts). */
export type Reason =
  | 'emailTaken'
  | 'unknownUser'
  | 'notConfirmed'
  | 'notAuthorized'
  | 'tokenEnded'
  | 'wrongPassword'
  | 'weakPassword'
  | 'wrongCode'
  | 'resetRequired'
  | 'furtherStep'
  | 'notDelivered'
  | 'badInput'
  | 'forbidden'
  | 'limitReached'
  | 'throttled'

/** The provider understood and refused. Its message is for logs: it may differ by provider, and never holds input. */
export class Refusal extends Error {
  readonly reason: Reason

  constructor(reason: Reason, cause?: unknown) {
    super(reason, { cause })
    this.name = 'Refusal'
    this.reason = reason
  }
}
