import { AppError, conflict, forbidden, invalidField, rateLimited, unauthorized } from '../../platform/errors.ts'
import { type Reason, Refusal } from './identity-provider.ts'

type Answers = Partial<Record<Reason, () => AppError>>

const WRONG_CODE = () => invalidField('code', 'The code is wrong or has expired')
const BAD_LOGIN = () => unauthorized('The e-mail address or the password is wrong')
const SESSION_OVER = () => unauthorized('The session is over, please sign in again')
const NOT_CONFIRMED = () => forbidden('Confirm your e-mail address first')
const RESET_FIRST = () => forbidden('Reset your password first: ask for a code with /auth/forgot-password')
const FURTHER_STEP = () => forbidden('This account needs a sign-in step that only the web client offers')
const weak = (field: string) => () => invalidField(field, 'Choose another password: this one does not follow the rules')

/** Errors of every operation that has none of its own. */
const ALWAYS: Answers = {
  forbidden: () => forbidden('This request is not allowed'),
  limitReached: () => rateLimited(60),
  throttled: () => rateLimited(1),
}

const EMAIL_TAKEN = () =>
  conflict('An account with this e-mail address exists already', { type: 'exists', loc: ['body', 'email'] })

/** Errors of operations with a code. A person without an account, or with a confirmed one, gets the error of a wrong code. */
const WITH_CODE: Answers = {
  wrongCode: WRONG_CODE,
  unknownUser: WRONG_CODE,
  notAuthorized: WRONG_CODE,
  badInput: WRONG_CODE,
  notConfirmed: WRONG_CODE,
}

/** The error for each reason, by operation. A reason that is not listed is a bug: 500. */
const ANSWERS = {
  signUp: {
    emailTaken: EMAIL_TAKEN,
    weakPassword: weak('password'),
    wrongPassword: weak('password'),
    badInput: () => invalidField('email', 'Must be an address that can receive e-mail'),
    notAuthorized: () => forbidden('Sign-up is closed'),
    notDelivered: () =>
      new AppError(502, 'EMAIL_NOT_SENT', 'The account exists, but its code could not be sent: ask for a new one'),
  },
  confirm: { ...WITH_CODE, emailTaken: EMAIL_TAKEN },
  // A missing account, a wrong password and a closed account must give the same answer.
  signIn: {
    notAuthorized: BAD_LOGIN,
    unknownUser: BAD_LOGIN,
    wrongPassword: BAD_LOGIN,
    badInput: BAD_LOGIN,
    notConfirmed: NOT_CONFIRMED,
    resetRequired: RESET_FIRST,
    furtherStep: FURTHER_STEP,
  },
  refresh: {
    notAuthorized: SESSION_OVER,
    tokenEnded: SESSION_OVER,
    unknownUser: SESSION_OVER,
    badInput: SESSION_OVER,
    notConfirmed: SESSION_OVER,
    resetRequired: SESSION_OVER,
    furtherStep: SESSION_OVER,
  },
  resetPassword: { ...WITH_CODE, weakPassword: weak('newPassword'), wrongPassword: weak('newPassword') },
  changePassword: {
    // Clients end the session on a 401, but here the person only mistyped.
    notAuthorized: () => invalidField('currentPassword', 'The current password is wrong'),
    wrongPassword: () => invalidField('currentPassword', 'The current password is wrong'),
    weakPassword: weak('newPassword'),
    badInput: weak('newPassword'),
    tokenEnded: SESSION_OVER,
    unknownUser: SESSION_OVER,
    notConfirmed: NOT_CONFIRMED,
    resetRequired: RESET_FIRST,
  },
  identify: {
    notAuthorized: SESSION_OVER,
    tokenEnded: SESSION_OVER,
    unknownUser: SESSION_OVER,
    badInput: SESSION_OVER,
    notConfirmed: NOT_CONFIRMED,
    resetRequired: RESET_FIRST,
  },
} satisfies Record<string, Answers>

export type Operation = keyof typeof ANSWERS

/** Runs a call of the provider. @throws AppError for a refusal that the caller can act on; other errors unchanged. */
export const withClientErrors = async <T>(operation: Operation, call: Promise<T>): Promise<T> => {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const answers: Answers = { ...ALWAYS, ...ANSWERS[operation] }
    throw answers[error.reason]?.() ?? error
  }
}

/**
 * Runs a call whose outcome must not show whether an account exists. Throws only for throttling that concerns no single account
 * and for failures of the provider. Resolves to the refusal's reason, for the log.
 */
export const refusalReason = async (call: Promise<void>): Promise<Reason | null> => {
  try {
    await call
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.reason === 'throttled') throw rateLimited(1)
    return error.reason
  }
}
