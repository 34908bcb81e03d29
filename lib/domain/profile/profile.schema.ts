import * as z from 'zod'
import { bodiesOf, entityOf } from '../entity-schemas.ts'
import { isPreferenceName, preferenceProblem } from './preferences.ts'
import { profileFields } from './profile.fields.ts'

/** An IANA time zone in its usual spelling, or null when there is no such zone. */
const timeZoneOf = (name: string): string | null => {
  // Offsets such as +02:00 are refused: they have no daylight saving time.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return null
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
    // Some names resolve to an older alias (Asia/Kolkata to Asia/Calcutta): people get back what they chose.
    return known.toLowerCase() === name.toLowerCase() ? known : name
  } catch {
    return null
  }
}

const localeOf = (tag: string): string | null => {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null
  } catch {
    return null
  }
}

/** A string that `normal` brings into its normal form; refused with `message` when there is none. */
const normalised = (normal: (text: string) => string | null, message: string) =>
  z
    .string()
    .min(1)
    .max(64)
    .transform((text, check) => {
      const value = normal(text)
      if (value !== null) return value
      check.addIssue({ code: 'custom', message })
      return z.NEVER
    })

export const TimeZone = normalised(timeZoneOf, 'Must be an IANA time zone such as Europe/Berlin')
export const Locale = normalised(localeOf, 'Must be a BCP 47 language tag such as en or de-DE')

/** A person's name, time zone and language, and the settings that clients store for them. */
export const Profile = entityOf(profileFields).meta({ id: 'User' })
export type Profile = z.infer<typeof Profile>

/** Changes of `preferences`, by name: other names stay, null removes one. */
export const Preferences = z
  .record(z.string(), z.unknown())
  .superRefine((preferences, check) => {
    for (const [name, value] of Object.entries(preferences)) {
      const problem = isPreferenceName(name) ? preferenceProblem(value) : 'Is not a name for a preference'
      if (problem) check.addIssue({ code: 'custom', message: problem, path: [name] })
    }
  })
  .describe('Merged by name: what is not named stays, null removes')

/** What an answer adds to the profile: the person's plan. */
const ANSWERED = ['tier', 'limits']

export const { Update: UpdateProfile, Replace: ReplaceProfile } = bodiesOf(
  'User',
  profileFields,
  { timeZone: TimeZone, locale: Locale, preferences: Preferences },
  ANSWERED,
)
export type UpdateProfile = z.infer<typeof UpdateProfile>
