import { type Reason, Refusal } from '../../domain/auth/identity-provider.ts'
import { AppError, unavailable } from '../../platform/errors.ts'

/** The exceptions of the operations we call, as AWS names them; cognito-local uses the same names. */
const REASONS: Record<string, Reason> = {
  UsernameExistsException: 'emailTaken',
  AliasExistsException: 'emailTaken',
  UserNotFoundException: 'unknownUser',
  UserNotConfirmedException: 'notConfirmed',
  NotAuthorizedException: 'notAuthorized',
  UnauthorizedException: 'notAuthorized',
  UnsupportedTokenTypeException: 'notAuthorized',
  RefreshTokenReuseException: 'notAuthorized',
  InvalidPasswordException: 'weakPassword',
  PasswordHistoryPolicyViolationException: 'weakPassword',
  CodeMismatchException: 'wrongCode',
  ExpiredCodeException: 'wrongCode',
  PasswordResetRequiredException: 'resetRequired',
  CodeDeliveryFailureException: 'notDelivered',
  InvalidParameterException: 'badInput',
  ForbiddenException: 'forbidden',
  LimitExceededException: 'limitReached',
  TooManyFailedAttemptsException: 'limitReached',
  TooManyRequestsException: 'throttled',
  ThrottlingException: 'throttled',
}

/** The request did not reach Cognito, or the answer was lost. */
const CONNECTION_FAILURES = new Set([
  'TimeoutError',
  'AbortError',
  'InternalErrorException',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
])

type Failure = { name?: string; code?: string; message?: string; $metadata?: { httpStatusCode?: number } }

/**
 * What a failed call means: a Refusal, 503 when Cognito did not answer, or the error itself when the fault is ours
 * (a wrong pool or client id, a trigger, a mail role).
 */
export const refusalOf = (error: unknown): Error => {
  if (error instanceof Refusal || error instanceof AppError) return error
  const { name = '', code = '', message = '', $metadata } = (error ?? {}) as Failure
  const reason = REASONS[name]
  if (reason) return new Refusal(reasonByMessage(name, message) ?? reason, error)
  if (CONNECTION_FAILURES.has(name) || CONNECTION_FAILURES.has(code) || ($metadata?.httpStatusCode ?? 0) >= 500)
    return unavailable()
  return error instanceof Error ? error : new Error('The user pool failed', { cause: error })
}

/** Exceptions whose name covers two cases, which only the message distinguishes. */
const reasonByMessage = (name: string, message: string): Reason | null => {
  // cognito-local's word for a wrong password; AWS says NotAuthorizedException, and here 'Password did not conform …'.
  if (name === 'InvalidPasswordException' && message === 'Invalid password') return 'wrongPassword'
  if (name === 'NotAuthorizedException' && /access token/i.test(message)) return 'tokenEnded'
  return null
}
