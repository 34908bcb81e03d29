import { escapedXml } from './xml.ts'

const HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
const NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'

/** The body of a PROPFIND for properties, named as in names.ts. */
export const propfind = (...names: string[]): string => `${HEAD}<D:propfind ${NAMESPACES}>${prop(names)}</D:propfind>`

const prop = (names: string[]): string => `<D:prop>${names.map(element).join('')}</D:prop>`

const element = (name: string): string => {
  const [, namespace = '', local = ''] = /^\{(.*)\}(.*)$/.exec(name) ?? []
  return `<${local} xmlns="${namespace}"/>`
}

/** What changed in a collection since a token (RFC 6578). */
export const syncCollection = (token: string, names: string[]): string =>
  `${HEAD}<D:sync-collection ${NAMESPACES}><D:sync-token>${escapedXml(token)}</D:sync-token>` +
  `<D:sync-level>1</D:sync-level>${prop(names)}</D:sync-collection>`

/** The events that take place between two instants (ISO). */
export const calendarQuery = ({ from, to }: { from: string; to: string }, names: string[]): string =>
  `${HEAD}<C:calendar-query ${NAMESPACES}>${prop(names)}<C:filter><C:comp-filter name="VCALENDAR">` +
  `<C:comp-filter name="VEVENT"><C:time-range start="${basic(from)}" end="${basic(to)}"/></C:comp-filter>` +
  '</C:comp-filter></C:filter></C:calendar-query>'

const basic = (instant: string): string => `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

/** Events by their paths. */
export const multiget = (paths: string[], names: string[]): string =>
  `${HEAD}<C:calendar-multiget ${NAMESPACES}>${prop(names)}` +
  `${paths.map((path) => `<D:href>${escapedXml(path)}</D:href>`).join('')}</C:calendar-multiget>`
