import type { ConnectedCalendar } from './connection.fields.ts'
import type { ProviderCalendar } from './provider.ts'

/**
 * The calendars of a connection as the provider lists them now: renamed ones keep their id and what the person chose, new ones
 * come in, those that are not listed any more are left out.
 */
export const connectedCalendars = (
  known: ConnectedCalendar[],
  listed: ProviderCalendar[],
  newId: () => string,
): ConnectedCalendar[] =>
  listed.map(({ externalId, name, color, timeZone, canWrite, isSelected = true }) => {
    const before = known.find((one) => one.externalId === externalId)
    const chosen = before ?? { id: newId(), selected: isSelected, busy: true }
    return {
      ...{ id: chosen.id, externalId, name: name ?? before?.name ?? 'Calendar' },
      ...{ color: color ?? before?.color ?? null, timeZone: timeZone ?? before?.timeZone ?? null, canWrite },
      ...{ selected: chosen.selected, busy: chosen.busy },
    }
  })
