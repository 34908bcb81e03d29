import { CalendarUnavailable, type ProviderCalendar } from '../../domain/calendar/sync/provider.ts'
import type { Dav } from './dav.ts'
import type { Home } from './discovery.ts'
import type { Resource } from './multistatus.ts'
import { CALENDAR, COLOR, COMPONENTS, DISPLAY_NAME, PRIVILEGE, PRIVILEGES, RESOURCE_TYPE, TIME_ZONE } from './names.ts'
import { canonicalPath, pathOf } from './paths.ts'
import { propfind } from './requests.ts'
import { zoneOfText } from './time-zone.ts'
import { child, childrenOf } from './xml.ts'

const MOST_CALENDARS = 200

/** The calendars in a home that hold events. They are named by their paths: hosts of large providers change. */
export const calendarsIn = async (dav: Dav, { url, isCalendar }: Home): Promise<ProviderCalendar[]> => {
  const body = propfind(RESOURCE_TYPE, DISPLAY_NAME, COLOR, TIME_ZONE, COMPONENTS, PRIVILEGES)
  const { resources, url: base } = await dav.ask('PROPFIND', url, { depth: isCalendar ? '0' : '1', body })
  const calendars = resources.filter(holdsEvents).flatMap((one) => calendarOf(one, base))
  // A home that is empty all of a sudden has more likely a fault than lost all calendars.
  if (calendars.length === 0) throw new CalendarUnavailable('no_calendars', 'The account has no calendar of events')
  const byPath = new Map(calendars.map((one) => [canonicalPath(one.externalId), one]))
  const sorted = [...byPath.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1))
  return sorted.slice(0, MOST_CALENDARS)
}

/** Without a list of components it takes all of them (RFC 4791 section 5.2.3). */
const holdsEvents = ({ properties }: Resource): boolean => {
  const components = properties.get(COMPONENTS)?.children ?? []
  const isCalendar = child(properties.get(RESOURCE_TYPE), CALENDAR) !== undefined
  return isCalendar && (components.length === 0 || components.some((one) => nameOf(one) === 'VEVENT'))
}

const nameOf = ({ attributes }: { attributes: ReadonlyMap<string, string> }) => attributes.get('name')?.toUpperCase()

const calendarOf = ({ href, properties }: Resource, base: string): ProviderCalendar[] => {
  const path = pathOf(href, base)
  if (path === null || path.length > 1_000) return []
  const text = (name: string) => properties.get(name)?.text.trim() ?? ''
  const [, color] = /^(#[0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text(COLOR)) ?? []
  return [
    {
      externalId: path.endsWith('/') ? path : `${path}/`,
      name: text(DISPLAY_NAME).slice(0, 200) || null,
      color: color ?? null,
      timeZone: zoneOfText(text(TIME_ZONE)),
      canWrite: canWrite(properties),
    },
  ]
}

const WRITING = ['{DAV:}all', '{DAV:}write', '{DAV:}write-content']

/** Servers without access control do not say. */
const canWrite = (properties: Resource['properties']): boolean => {
  const set = properties.get(PRIVILEGES)
  const held = childrenOf(set, PRIVILEGE).flatMap(({ children }) => children.map(({ name }) => name))
  return set === undefined || held.some((name) => WRITING.includes(name))
}
