import type { Context } from '../../../platform/context.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { StoredConnection } from '../sync/connection.fields.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'
import type { Home } from './focus-block.ts'

/** The person's connection whose calendar takes the blocks of plans: the one for which that was chosen last. Null for none. */
export const loadFocusConnection = async (ctx: Context): Promise<StoredConnection | null> => {
  const rows = await partition(ctx).range(sk.entities(CALENDAR_CONNECTION.name))
  const chosen = rows.map((row) => fromItem(CALENDAR_CONNECTION, row)).filter((one) => homeOf(one) !== null)
  return chosen.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0] ?? null
}

/** The calendar of a connection for blocks. None while it is not shown or cannot be written. */
export const homeOf = ({ id, focusCalendarId, calendars }: StoredConnection): Home | null => {
  const calendar = calendars.find((one) => one.id === focusCalendarId)
  return calendar?.selected && calendar.canWrite ? { connectionId: id, calendarId: calendar.id } : null
}
