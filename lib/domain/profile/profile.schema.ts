import * as z from 'zod'
import { entityFields, Title } from '../fields.ts'
import { isPreferenceName, preferenceProblem } from './preferences.ts'

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
const Weekday = z.number().int().min(1).max(7).describe('1 = Monday … 7 = Sunday')

export const Mode = z.enum(['work', 'leisure']).meta({ id: 'Mode' })
export type Mode = z.infer<typeof Mode>

/** A person's name, time zone and language, and the settings that clients store for them. */
export const Profile = z
  .object({
    ...entityFields,
    email: z.string(),
    displayName: z.string().describe('Empty when the person has not said'),
    timeZone: z.string().describe('IANA; days of the person begin and end there'),
    locale: z.string().describe('BCP 47'),
    weekStart: Weekday,
    weeklyReviewDay: Weekday,
    mode: Mode,
    preferences: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'User' })
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

export const UpdateProfile = z
  .strictObject({
    displayName: z.union([Title(100), z.literal(''), z.null().transform(() => '')]),
    timeZone: TimeZone,
    locale: Locale,
    weekStart: Weekday,
    weeklyReviewDay: Weekday,
    preferences: Preferences,
  })
  .partial()
  .meta({ id: 'UpdateUser' })
export type UpdateProfile = z.infer<typeof UpdateProfile>
