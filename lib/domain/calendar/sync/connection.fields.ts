import * as z from 'zod'
import { madeText } from '../../common-fields.ts'
import { described, given, made, type StoredOf } from '../../entity-fields.ts'

export const CONNECTED = ['google', 'outlook', 'apple', 'caldav', 'ics'] as const
export const ConnectedProvider = z.enum(CONNECTED)
export type ConnectedProvider = z.infer<typeof ConnectedProvider>

/** Those that a person signs in at. */
export const SIGNED_IN = ['google', 'outlook'] as const
export type OAuthProvider = (typeof SIGNED_IN)[number]

export const ConnectedCalendar = z
  .object({
    id: z.string(),
    externalId: z.string(),
    name: z.string(),
    color: z.string().nullable(),
    timeZone: z.string().nullable(),
    canWrite: z.boolean(),
    selected: z.boolean().describe('Whether its events are shown'),
    busy: z.boolean().describe('Whether its events take time; off: the planner ignores them'),
  })
  .meta({ id: 'ConnectedCalendar' })
export type ConnectedCalendar = z.infer<typeof ConnectedCalendar>

/** The address, password or tokens are in a row of their own, sealed: entities are written into the event log. */
export const connectionFields = {
  provider: given(() => ConnectedProvider),
  account: described(madeText(), 'Whose calendars these are, as the provider says; the name given for an ICS address'),
  calendars: given(() => z.array(ConnectedCalendar)),
  focusCalendarId: described(madeText(), 'The calendar into which plans are written'),
  paused: made(false, () => z.boolean()),
  needsSignIn: described(
    made(false, () => z.boolean()),
    'The provider no longer lets LifeOS in: sign in again',
  ),
}

/** A connection without how far its sync is, which changes with every run. */
export type StoredConnection = StoredOf<typeof connectionFields>
