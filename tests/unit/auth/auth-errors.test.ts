import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as auth from '../../../lib/domain/auth/auth.service.ts'
import type { Context } from '../../../lib/platform/context.ts'
import { cognitoIdentity } from '../../../lib/providers/cognito/cognito-identity.ts'
import { contextFor } from '../../support/context.ts'
import { stubEnvironment } from '../../support/environment.ts'
import { AMPLE_MS } from '../../support/timing.ts'
import { startCognitoStub } from './cognito-server.ts'

let cognito: Awaited<ReturnType<typeof startCognitoStub>>
const provider = cognitoIdentity()

beforeAll(async () => {
  cognito = await startCognitoStub()
  stubEnvironment({
    USER_POOL_ID: 'eu-west-1_TESTPOOL',
    USER_POOL_CLIENT_ID: 'testclient',
    LOG_LEVEL: 'silent',
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.endpoint,
  })
})

afterAll(() => cognito.stop())

const context = (deadline = Date.now() + AMPLE_MS): Context => contextFor('someone', { deadline })

const email = 'someone@example.com'
const password = 'Passw0rd-of-mine'
const newPassword = 'An0ther-password'
const code = '123456'
const refreshToken = 'refresh-token'
const accessToken = 'access-token'

const CALLS = {
  signUp: (ctx: Context) => auth.signUp(ctx, provider, { email, password }),
  confirm: (ctx: Context) => auth.confirm(ctx, provider, { email, code }),
  resend: (ctx: Context) => auth.resendCode(ctx, provider, { email }),
  login: (ctx: Context) => auth.signIn(ctx, provider, { email, password }),
  refresh: (ctx: Context) => auth.refresh(ctx, provider, { refreshToken }),
  logout: (ctx: Context) => auth.logout(ctx, provider, { refreshToken }),
  forgot: (ctx: Context) => auth.forgotPassword(ctx, provider, { email }),
  reset: (ctx: Context) => auth.resetPassword(ctx, provider, { email, code, newPassword }),
  change: (ctx: Context) => auth.changePassword(ctx, provider, { currentPassword: password, newPassword, accessToken }),
}
type Operation = keyof typeof CALLS

/** The status of the answer and the field it names: '400 code'. */
const outcome = async (operation: Operation, ctx = context()): Promise<string> => {
  try {
    await CALLS[operation](ctx)
    return '200'
  } catch (error) {
    const { status, details } = error as { status?: number; details?: { loc: string[] }[] }
    return [status ?? 500, details?.[0]?.loc.at(-1)].filter(Boolean).join(' ')
  }
}

const ANSWERS: [Operation, Record<string, string>][] = [
  [
    'signUp',
    {
      UsernameExistsException: '409 email',
      InvalidPasswordException: '400 password',
      InvalidParameterException: '400 email',
      NotAuthorizedException: '403',
      CodeDeliveryFailureException: '502',
      LimitExceededException: '429',
      ForbiddenException: '403',
      UserLambdaValidationException: '500',
      UnexpectedLambdaException: '500',
      InvalidLambdaResponseException: '500',
      InvalidEmailRoleAccessPolicyException: '500',
      InvalidSmsRoleAccessPolicyException: '500',
      InvalidSmsRoleTrustRelationshipException: '500',
      OperationNotEnabledException: '500',
      ResourceNotFoundException: '500',
    },
  ],
  [
    'confirm',
    {
      CodeMismatchException: '400 code',
      ExpiredCodeException: '400 code',
      UserNotFoundException: '400 code',
      NotAuthorizedException: '400 code',
      InvalidParameterException: '400 code',
      AliasExistsException: '409 email',
      TooManyFailedAttemptsException: '429',
      LimitExceededException: '429',
      ForbiddenException: '403',
      ResourceNotFoundException: '500',
    },
  ],
  [
    'resend',
    {
      UserNotFoundException: '200',
      NotAuthorizedException: '200',
      InvalidParameterException: '200',
      LimitExceededException: '200',
      CodeDeliveryFailureException: '200',
      ResourceNotFoundException: '500',
    },
  ],
  [
    'login',
    {
      NotAuthorizedException: '401',
      UserNotFoundException: '401',
      InvalidParameterException: '401',
      UserNotConfirmedException: '403',
      PasswordResetRequiredException: '403',
      ForbiddenException: '403',
      FeatureUnavailableInTierException: '500',
      InvalidUserPoolConfigurationException: '500',
      UnsupportedOperationException: '500',
      ResourceNotFoundException: '500',
    },
  ],
  [
    'refresh',
    {
      NotAuthorizedException: '401',
      UserNotFoundException: '401',
      InvalidParameterException: '401',
      UserNotConfirmedException: '401',
      PasswordResetRequiredException: '401',
      RefreshTokenReuseException: '401',
      ResourceNotFoundException: '500',
    },
  ],
  [
    'logout',
    {
      UnauthorizedException: '200',
      NotAuthorizedException: '200',
      UnsupportedTokenTypeException: '200',
      InvalidParameterException: '200',
      UnsupportedOperationException: '500',
      OperationNotEnabledException: '500',
    },
  ],
  [
    'forgot',
    {
      UserNotFoundException: '200',
      UserNotConfirmedException: '200',
      NotAuthorizedException: '200',
      InvalidParameterException: '200',
      LimitExceededException: '200',
      CodeDeliveryFailureException: '200',
      InvalidEmailRoleAccessPolicyException: '500',
      ResourceNotFoundException: '500',
    },
  ],
  [
    'reset',
    {
      CodeMismatchException: '400 code',
      ExpiredCodeException: '400 code',
      UserNotFoundException: '400 code',
      UserNotConfirmedException: '400 code',
      NotAuthorizedException: '400 code',
      InvalidParameterException: '400 code',
      InvalidPasswordException: '400 newPassword',
      PasswordHistoryPolicyViolationException: '400 newPassword',
      TooManyFailedAttemptsException: '429',
      LimitExceededException: '429',
      ResourceNotFoundException: '500',
    },
  ],
  [
    'change',
    {
      NotAuthorizedException: '400 currentPassword',
      InvalidPasswordException: '400 newPassword',
      PasswordHistoryPolicyViolationException: '400 newPassword',
      InvalidParameterException: '400 newPassword',
      UserNotFoundException: '401',
      UserNotConfirmedException: '403',
      PasswordResetRequiredException: '403',
      LimitExceededException: '429',
      ForbiddenException: '403',
      ResourceNotFoundException: '500',
    },
  ],
]
const EVERYWHERE = { TooManyRequestsException: '429', InternalErrorException: '503', SomethingNewException: '500' }

const cases = ANSWERS.flatMap(([operation, answers]) =>
  Object.entries({ ...answers, ...EVERYWHERE }).map(([type, answer]) => ({ operation, type, answer })),
)

describe('an exception of Cognito', () => {
  test.each(cases)('$type on $operation answers $answer', async ({ operation, type, answer }) => {
    cognito.reply({ type, ...(type === 'InternalErrorException' && { status: 500 }) })
    expect(await outcome(operation, context(Date.now() + 1_000))).toBe(answer)
  })

  test('that is one for two things is told apart by its text', async () => {
    cognito.reply({ type: 'InvalidPasswordException', message: 'Invalid password' })
    expect(await outcome('login')).toBe('401')
    expect(await outcome('change')).toBe('400 currentPassword')
    cognito.reply({ type: 'NotAuthorizedException', message: 'Access Token has been revoked' })
    expect(await outcome('change')).toBe('401')
  })

  test('never shows its own words to the caller', async () => {
    for (const [operation, answers] of ANSWERS) {
      for (const type of Object.keys(answers)) {
        cognito.reply({ type, message: `User ${email} has sub 42` })
        const told = await CALLS[operation](context()).then(
          (answer) => answer,
          ({ status, message, details }) => (status ? { message, details } : null),
        )
        expect(JSON.stringify(told)).not.toContain('sub 42')
      }
    }
  })
})

describe('a call of Cognito', () => {
  test.each(['NEW_PASSWORD_REQUIRED', 'SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP', 'SELECT_MFA_TYPE'])(
    'that asks for %s answers 403 and gives no tokens',
    async (ChallengeName) => {
      cognito.reply({ body: { ChallengeName, Session: 'secret-session', ChallengeParameters: {} } })
      expect(await outcome('login')).toBe('403')
    },
  )

  test('that is throttled is repeated, a few times', async () => {
    cognito.reply({ type: 'TooManyRequestsException' }, { type: 'TooManyRequestsException' }, {})
    expect(await outcome('confirm')).toBe('200')
    expect(cognito.operations()).toEqual(['ConfirmSignUp', 'ConfirmSignUp', 'ConfirmSignUp'])
    cognito.reply({ type: 'TooManyRequestsException' })
    expect(await outcome('confirm')).toBe('429')
    expect(cognito.operations()).toHaveLength(4)
  })

  test('whose answer is lost is not repeated, because it may have happened', async () => {
    cognito.reply(null)
    expect(await outcome('signUp')).toBe('503')
    expect(cognito.operations()).toEqual(['SignUp'])
  })

  test('ends with the request’s deadline', async () => {
    const longest = vi.spyOn(Math, 'random').mockReturnValue(0.99)
    cognito.reply({ type: 'TooManyRequestsException' })
    expect(await outcome('login', context(Date.now() + 300))).toBe('429')
    expect(cognito.operations().length).toBeLessThan(4)
    longest.mockRestore()
  })

  test('for a refresh hands on a refresh token that replaces the old one', async () => {
    const tokens = { AccessToken: 'a.e30.c', IdToken: 'i.e30.c', ExpiresIn: 3_600 }
    cognito.reply({ body: { AuthenticationResult: { ...tokens, RefreshToken: 'next' } } })
    await expect(CALLS.refresh(context())).resolves.toMatchObject({ refreshToken: 'next', expiresIn: 3_600 })
    cognito.reply({ body: { AuthenticationResult: tokens } })
    await expect(CALLS.refresh(context())).resolves.toMatchObject({ refreshToken: null })
  })
})
