import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AuthenticationResultType,
  ChangePasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  type Call,
  type Identity,
  type IdentityProvider,
  Refusal,
  type Tokens,
} from '../../domain/auth/identity-provider.ts'
import { config } from '../../platform/config/config.ts'
import { backoffMs } from '../../platform/table/retry.ts'
import { refusalOf } from './cognito-refusals.ts'

const CALL_TIMEOUT_MS = 5_000
const ATTEMPTS = 4

let cached: CognitoIdentityProviderClient | undefined

const client = (): CognitoIdentityProviderClient => {
  cached ??= new CognitoIdentityProviderClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  })
  return cached
}

type Send = (pool: CognitoIdentityProviderClient, options: { abortSignal: AbortSignal }) => Promise<unknown>

/**
 * Makes one call, and retries with jitter only when Cognito throttled it. After a lost answer there is no retry: the
 * repeated sign-up of a new account would be answered with "exists already". No call outlives the request's deadline.
 */
const send = async <S extends Send>({ deadline }: Call, call: S): Promise<Awaited<ReturnType<S>>> => {
  for (let attempt = 1; ; attempt++) {
    const left = Math.max(1, Math.min(CALL_TIMEOUT_MS, deadline - Date.now()))
    try {
      return (await call(client(), { abortSignal: AbortSignal.timeout(left) })) as Awaited<ReturnType<S>>
    } catch (error) {
      const refusal = refusalOf(error)
      const throttled = refusal instanceof Refusal && refusal.reason === 'throttled'
      const wait = backoffMs(attempt + 2)
      if (!throttled || attempt === ATTEMPTS || Date.now() + wait >= deadline) throw refusal
      await sleep(wait)
    }
  }
}

/** Cognito's user pool as the identity provider. Passwords are passed on and stored nowhere else. */
export const cognitoIdentity = (): IdentityProvider => ({
  signUp: async (call, Username, Password) => {
    const command = new SignUpCommand({ ...clientId(), Username, Password })
    const { UserSub } = await send(call, (pool, options) => pool.send(command, options))
    return { userId: String(UserSub) }
  },
  confirm: async (call, Username, ConfirmationCode) => {
    const command = new ConfirmSignUpCommand({ ...clientId(), Username, ConfirmationCode })
    await send(call, (pool, options) => pool.send(command, options))
  },
  resendCode: async (call, Username) => {
    const command = new ResendConfirmationCodeCommand({ ...clientId(), Username })
    await send(call, (pool, options) => pool.send(command, options))
  },
  signIn: async (call, USERNAME, PASSWORD) => {
    const tokens = await authenticate(call, 'USER_PASSWORD_AUTH', { USERNAME, PASSWORD })
    return { ...tokens, identity: identityOf(claimsOf(tokens.idToken)) }
  },
  refresh: (call, REFRESH_TOKEN) => authenticate(call, 'REFRESH_TOKEN_AUTH', { REFRESH_TOKEN }),
  revoke: async (call, Token) => {
    const command = new RevokeTokenCommand({ ...clientId(), Token })
    await send(call, (pool, options) => pool.send(command, options))
  },
  forgotPassword: async (call, Username) => {
    const command = new ForgotPasswordCommand({ ...clientId(), Username })
    await send(call, (pool, options) => pool.send(command, options))
  },
  resetPassword: async (call, { email, code, newPassword }) => {
    const input = { ...clientId(), Username: email, ConfirmationCode: code, Password: newPassword }
    await send(call, (pool, options) => pool.send(new ConfirmForgotPasswordCommand(input), options))
  },
  changePassword: async (call, { accessToken, currentPassword, newPassword }) => {
    const input = { AccessToken: accessToken, PreviousPassword: currentPassword, ProposedPassword: newPassword }
    await send(call, (pool, options) => pool.send(new ChangePasswordCommand(input), options))
  },
  identify: async (call, AccessToken) => {
    const command = new GetUserCommand({ AccessToken })
    const { UserAttributes } = await send(call, (pool, options) => pool.send(command, options))
    return identityOf(Object.fromEntries((UserAttributes ?? []).map(({ Name, Value }) => [Name, Value])))
  },
})

const clientId = () => ({ ClientId: config().USER_POOL_CLIENT_ID })

type Flow = 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH'

const authenticate = async (call: Call, AuthFlow: Flow, AuthParameters: Record<string, string>): Promise<Tokens> => {
  const command = new InitiateAuthCommand({ ...clientId(), AuthFlow, AuthParameters })
  const answer: InitiateAuthCommandOutput = await send(call, (pool, options) => pool.send(command, options))
  // NEW_PASSWORD_REQUIRED, a second factor, …: accounts that an administrator created or changed.
  if (!answer.AuthenticationResult) throw new Refusal('furtherStep', answer.ChallengeName)
  return tokensOf(answer.AuthenticationResult)
}

const tokensOf = ({ AccessToken = '', IdToken = '', RefreshToken, ExpiresIn }: AuthenticationResultType): Tokens => ({
  accessToken: AccessToken,
  idToken: IdToken,
  refreshToken: RefreshToken ?? null,
  expiresIn: ExpiresIn ?? lifetimeOf(AccessToken), // cognito-local leaves it out
})

const lifetimeOf = (token: string): number => {
  const { exp, iat } = claimsOf(token)
  return Number(exp) - Number(iat)
}

/** Claims of a token that came directly from Cognito over TLS, so its signature needs no check. */
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

const identityOf = ({ sub, email, name }: Record<string, unknown>): Identity => ({
  userId: String(sub),
  email: String(email ?? '').toLowerCase(),
  displayName: typeof name === 'string' && name.trim() !== '' ? name : null,
})
