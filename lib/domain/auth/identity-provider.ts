/** Checks passwords and issues tokens. The domain defines the interface; lib/providers/cognito implements it. */
export type IdentityProvider = {
  signUp: (call: Call, email: string, password: string) => Promise<{ userId: string }>
  confirm: (call: Call, email: string, code: string) => Promise<void>
  resendCode: (call: Call, email: string) => Promise<void>
  signIn: (call: Call, email: string, password: string) => Promise<SignedIn>
  refresh: (call: Call, refreshToken: string) => Promise<Tokens>
  /** Revokes a refresh token, so that it can renew nothing any more. */
  revoke: (call: Call, refreshToken: string) => Promise<void>
  forgotPassword: (call: Call, email: string) => Promise<void>
  resetPassword: (call: Call, reset: { email: string; code: string; newPassword: string }) => Promise<void>
  changePassword: (call: Call, change: PasswordChange) => Promise<void>
  /** The owner of an access token. */
  identify: (call: Call, accessToken: string) => Promise<Identity>
}

/** `deadline`: epoch ms after which nothing is tried any more. A Context can be passed. */
export type Call = { readonly deadline: number }

export type PasswordChange = { accessToken: string; currentPassword: string; newPassword: string }

/** `expiresIn`: seconds. A refresh gives a refresh token only when the provider replaces it. */
export type Tokens = { accessToken: string; idToken: string; refreshToken: string | null; expiresIn: number }

export type Identity = { userId: string; email: string; displayName: string | null }
export type SignedIn = Tokens & { identity: Identity }

/** Why a provider refuses. Which error that becomes depends on the operation (auth-errors.ts). */
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

/** The provider understood the call and refused it. The message is for logs: it differs by provider and never contains input. */
export class Refusal extends Error {
  readonly reason: Reason

  constructor(reason: Reason, cause?: unknown) {
    super(reason, { cause })
    this.name = 'Refusal'
    this.reason = reason
  }
}
