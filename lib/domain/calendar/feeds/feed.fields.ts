import * as z from 'zod'
import { line } from '../../common-fields.ts'
import { described, made, optional, required, type StoredOf } from '../../entity-fields.ts'
import { clearable } from '../../fields.ts'

export const FEED_PARTS = ['events', 'plan', 'tasks', 'habits'] as const
export type FeedPart = (typeof FEED_PARTS)[number]

const Part = z.enum(FEED_PARTS)
const Parts = z
  .array(Part)
  .min(1)
  .transform((parts) => FEED_PARTS.filter((part) => parts.includes(part)))
const Detail = z.enum(['full', 'busy'])
const FOUR_WEEKS = 4 * 7 * 24 * 60

export const feedFields = {
  name: line(200),
  include: required(
    () => z.array(Part).describe('events; plan: tasks with a time; tasks: on their due day; habits'),
    Parts,
  ),
  detail: optional('full' as const, () => Detail.describe('busy: times only, no titles, notes or places'), Detail),
  alarmMinutes: optional(
    null,
    () => z.number().int().nullable().describe('An alarm so many minutes before each event'),
    () => clearable(z.number().int().min(0).max(FOUR_WEEKS)),
  ),
  rotations: described(
    made(0, () => z.number().int().min(0)),
    'How often the address was changed',
  ),
}

/** A feed as it is stored. Its address is in a row of its own, because no event may hold it. */
export type FeedRecord = StoredOf<typeof feedFields>
