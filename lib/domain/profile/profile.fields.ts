import * as z from 'zod'
import { instant } from '../common-fields.ts'
import { described, made, optional, optionalLater } from '../entity-fields.ts'
import { clearable, Title } from '../fields.ts'

export const Mode = z.enum(['work', 'leisure']).meta({ id: 'Mode' })
export type Mode = z.infer<typeof Mode>

const AnyText = z.string()
const weekday = () => z.number().int().min(1).max(7).describe('1 = Monday … 7 = Sunday')

export const profileFields = {
  email: made('', AnyText),
  displayName: optional(
    '',
    () => AnyText.describe('Empty when the person has not said'),
    () => z.union([Title(100), z.literal(''), z.null().transform(() => '')]),
  ),
  timeZone: optionalLater('UTC', () => AnyText.describe('IANA; days of the person begin and end there')),
  locale: optionalLater('en', () => AnyText.describe('BCP 47')),
  weekStart: optional(1, weekday, weekday),
  weeklyReviewDay: optional(7, weekday, weekday),
  mode: made('work', Mode),
  avatarUrl: optional(
    null,
    () => AnyText.nullable().describe('An http or https address of up to 2,000 characters'),
    () => clearable(z.url({ protocol: /^https?$/, error: 'Must be an http or https address' }).max(2_000)),
  ),
  onboardingCompletedAt: described(instant(), 'When a client led the person through its first steps'),
  preferences: optionalLater({}, () => z.record(z.string(), z.unknown())),
}
