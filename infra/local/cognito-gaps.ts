import { challengePassword, verifyPassword } from './cognito-srp.ts'
import {
  change,
  cognitoError,
  type Policy,
  type Request,
  type Run,
  type Services,
  setTarget,
  type Target,
  target,
} from './cognito-targets.ts'

/** User names of the pool are case-insensitive (infra/cognito.yml). */
const ignoreCase = (request: Request): Request => {
  const { Username: name, AuthParameters: parameters, UserAttributes: attributes } = request
  const lower = (one: { Name: string; Value?: string }) =>
    one.Name === 'email' ? { ...one, Value: one.Value?.toLowerCase() } : one
  return {
    ...request,
    ...(name && { Username: name.toLowerCase() }),
    ...(parameters?.USERNAME && { AuthParameters: { ...parameters, USERNAME: parameters.USERNAME.toLowerCase() } }),
    ...(attributes && { UserAttributes: attributes.map(lower) }),
  }
}

const weakness = (password: string, policy: Policy): string | undefined => {
  if (password.length < policy.MinimumLength) return 'Password not long enough'
  if (policy.RequireUppercase && !/[A-Z]/.test(password)) return 'Password must have uppercase characters'
  if (policy.RequireLowercase && !/[a-z]/.test(password)) return 'Password must have lowercase characters'
  if (policy.RequireNumbers && !/\d/.test(password)) return 'Password must have numeric characters'
  return undefined
}

const claimsOf = (token: string | undefined): { client_id: string; username: string } =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString() || '{}')

const checkPassword: (run: Run, services: Services) => Run = (run, services) => async (context, request) => {
  const clientId = request.ClientId ?? claimsOf(request.AccessToken).client_id
  const pool = await services.cognito.getUserPoolForClientId(context, clientId)
  const policy = pool.options.Policies?.PasswordPolicy
  const problem = policy && weakness(request.Password ?? request.ProposedPassword ?? '', policy)
  if (problem) throw cognitoError('InvalidPasswordException', `Password did not conform with policy: ${problem}`)
  return run(context, request)
}

/** With PreventUserExistenceErrors a wrong password and an unknown user are one error; tokens say how long they last. */
const signIn: (run: Run) => Run = (run) => async (context, request) => {
  const isRefresh = request.AuthFlow?.startsWith('REFRESH_TOKEN') ?? false
  try {
    const answer = await run(context, request)
    const tokens = answer.AuthenticationResult
    return tokens ? { ...answer, AuthenticationResult: { ...tokens, ExpiresIn: 3600, TokenType: 'Bearer' } } : answer
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== 'InvalidPasswordException' && code !== 'NotAuthorizedException') throw error
    const message = isRefresh ? 'Invalid Refresh Token' : 'Incorrect username or password.'
    throw cognitoError('NotAuthorizedException', message)
  }
}

const getTokensFromRefreshToken: Target = (services) => async (context, request) => {
  const AuthParameters = { REFRESH_TOKEN: request.RefreshToken ?? '' }
  const initiate = target('InitiateAuth')(services)
  const answer = await initiate(context, {
    ClientId: request.ClientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters,
  })
  return { AuthenticationResult: answer.AuthenticationResult }
}

const globalSignOut: Target = (services) => async (context, request) => {
  const { client_id: clientId, username } = claimsOf(request.AccessToken)
  if (!clientId) throw cognitoError('NotAuthorizedException', 'Invalid Access Token')
  const pool = await services.cognito.getUserPoolForClientId(context, clientId)
  const user = await pool.getUserByUsername(context, username)
  if (!user) throw cognitoError('NotAuthorizedException', 'Access Token has been revoked')
  await pool.saveUser(context, { ...user, RefreshTokens: [] })
  return {}
}

/** The code is always the same, so nothing is sent again; only the answers matter. */
const resendConfirmationCode: Target = (services) => async (context, request) => {
  const { Username: name = '', ClientId: clientId = '' } = ignoreCase(request)
  const pool = await services.cognito.getUserPoolForClientId(context, clientId)
  const user = await pool.getUserByUsername(context, name)
  if (user?.UserStatus === 'CONFIRMED') {
    throw cognitoError('InvalidParameterException', 'User is already confirmed.')
  }
  return { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: name } }
}

/**
 * Adds to cognito-local the behaviour of AWS that the API and its clients rely on: case-insensitive user names, the password
 * policy, one error for every failed sign-in, SRP, and three calls that it lacks.
 */
export const fillGaps = (): void => {
  change(['SignUp', 'ConfirmForgotPassword', 'ChangePassword'], checkPassword)
  change(['InitiateAuth'], signIn)
  change(['InitiateAuth'], challengePassword)
  change(
    ['RespondToAuthChallenge'],
    verifyPassword(() => target('InitiateAuth')),
  )
  const named = ['SignUp', 'ConfirmSignUp', 'InitiateAuth', 'ForgotPassword', 'ConfirmForgotPassword']
  change(
    [...named, 'AdminGetUser', 'AdminDeleteUser'],
    (run) => (context, request) => run(context, ignoreCase(request)),
  )
  setTarget('GetTokensFromRefreshToken', getTokensFromRefreshToken)
  setTarget('GlobalSignOut', globalSignOut)
  setTarget('ResendConfirmationCode', resendConfirmationCode)
}
