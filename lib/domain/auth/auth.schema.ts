import * as z from 'zod'
import { LimitsByMeter } from '../billing/billing.schema.ts'
import { TierName } from '../billing/subscription.fields.ts'
import { Profile } from '../profile/profile.schema.ts'

/** An e-mail address as the name of an account: trimmed and in lower case. Cognito takes 128 characters. */
export const Email = z.string().trim().toLowerCase().max(128).pipe(z.email('Must be an e-mail address'))

/** The rules of the user pool (infra/cognito.yml), all reported at once. */
export const NewPassword = z
  .string()
  .min(8, 'Must have at least 8 characters')
  .max(256)
  .regex(/[A-Z]/, 'Must have an upper-case letter')
  .regex(/[a-z]/, 'Must have a lower-case letter')
  .regex(/[0-9]/, 'Must have a digit')
  .regex(/^\S(?:.*\S)?$/su, 'Must not begin or end with a space')
  .regex(/^\P{Cc}*$/u, 'Control characters are not allowed')

/** A password that is only compared. */
const Password = z.string().min(1).max(256)
const Code = z
  .string()
  .trim()
  .regex(/^\d{4,10}$/, 'Must be the digits of the e-mail')
const RefreshToken = z.string().min(1).max(8_192)

export const SignUp = z.strictObject({ email: Email, password: NewPassword }).meta({ id: 'SignUp' })
export const SignedUp = z
  .object({ userId: z.string(), email: z.string(), message: z.string() })
  .meta({ id: 'SignedUp' })

export const Confirm = z.strictObject({ email: Email, code: Code }).meta({ id: 'Confirm' })
export const OnlyEmail = z.strictObject({ email: Email }).meta({ id: 'OnlyEmail' })
export const Login = z.strictObject({ email: Email, password: Password }).meta({ id: 'Login' })
export const Refresh = z.strictObject({ refreshToken: RefreshToken }).meta({ id: 'Refresh' })
export const Logout = z.strictObject({ refreshToken: RefreshToken.optional() }).meta({ id: 'Logout' })
export const ResetPassword = z
  .strictObject({ email: Email, code: Code, newPassword: NewPassword })
  .meta({ id: 'ResetPassword' })
export const ChangePassword = z
  .strictObject({ currentPassword: Password, newPassword: NewPassword })
  .meta({ id: 'ChangePassword' })

export const Message = z.object({ message: z.string() }).meta({ id: 'Message' })

const tokens = {
  accessToken: z.string().describe('For the Authorization header'),
  idToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.number().int().describe('Seconds'),
}
export const LoginResult = z.object({ ...tokens, refreshToken: z.string(), user: Profile }).meta({ id: 'LoginResult' })
export const RefreshResult = z
  .object({ ...tokens, refreshToken: z.string().nullable().describe('Only when it replaces the one sent') })
  .meta({ id: 'RefreshResult' })

/** The profile with what the person's plan allows. */
export const Me = Profile.extend({ tier: TierName, limits: LimitsByMeter }).meta({ id: 'Me' })
