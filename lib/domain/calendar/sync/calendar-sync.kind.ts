import * as z from 'zod'
import type { Kind } from '../../../platform/events/kind.ts'
import { DAY_MS } from '../../../platform/units.ts'
import { defaultsOf, given, type StoredOf } from '../../entity-fields.ts'

const count = () => given(() => z.number())
const word = () => given(() => z.string())

/** What one run changed. Its event is calendar.synced: the one event for all the mirrored rows of the run. */
const calendarSyncFields = {
  provider: word(),
  connectionId: word(),
  eventsAdded: count(),
  eventsUpdated: count(),
  eventsDeleted: count(),
}

export type CalendarSync = StoredOf<typeof calendarSyncFields>

const KEPT_DAYS = 30

export const CALENDAR_SYNC: Kind<CalendarSync> = {
  name: 'calendar',
  label: 'Calendar sync',
  undo: 'refused',
  counted: false,
  title: 'provider',
  defaults: defaultsOf(calendarSyncFields),
  expires: ({ createdAt }) => new Date(Date.parse(createdAt) + KEPT_DAYS * DAY_MS).toISOString(),
}
