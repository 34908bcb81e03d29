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

/** Holds for every operation that does not say otherwise. */
const ALWAYS: Answers = {
  forbidden: () => forbidden('This request is not allowed'),
  limitReached: () => rateLimited(60),
  throttled: () => rateLimited(1),
}

/** With a code: a person without an account, or already confirmed, looks like one with a wrong code. */
const WITH_CODE: Answers = {
  wrongCode: WRONG_CODE,
  unknownUser: WRONG_CODE,
  notAuthorized: WRONG_CODE,
  badInput: WRONG_CODE,
  notConfirmed: WRONG_CODE,
}

/** What a refusal means, by operation. A reason that is not here is our fault: 500. */
const ANSWERS = {
  signUp: {
    emailTaken: () => conflict('An account with this e-mail address exists already'),
    weakPassword: weak('password'),
    wrongPassword: weak('password'),
    badInput: () => invalidField('email', 'Must be an address that can receive e-mail'),
    notAuthorized: () => forbidden('Sign-up is closed'),
    notDelivered: () =>
      new AppError(502, 'EMAIL_NOT_SENT', 'The account exists, but its code could not be sent: ask for a new one'),
  },
  confirm: { ...WITH_CODE, emailTaken: () => conflict('An account with this e-mail address exists already') },
  // Somebody without an account, a wrong password, and an account that is closed must not be told apart.
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
    // A 401 here would end the session of somebody who mistyped.
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

/** Runs a call of the provider. @throws AppError for a refusal that the caller can act on; everything else as it is. */
export const answering = async <T>(operation: Operation, call: Promise<T>): Promise<T> => {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const answers: Answers = { ...ALWAYS, ...ANSWERS[operation] }
    throw answers[error.reason]?.() ?? error
  }
}

/**
 * Runs a call whose outcome must not show whether an account exists. Only throttling, which is nobody's in particular,
 * and failures of the provider pass. Gives the refusal's reason, for the log.
 */
export const silently = async (call: Promise<void>): Promise<Reason | null> => {
  try {
    await call
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.reason === 'throttled') throw rateLimited(1)
    return error.reason
  }
}
