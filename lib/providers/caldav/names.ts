/** Names of properties and elements as `{namespace}local`. */
const dav = (name: string) => `{DAV:}${name}`
const caldav = (name: string) => `{urn:ietf:params:xml:ns:caldav}${name}`

export const MULTISTATUS = dav('multistatus')
export const RESPONSE = dav('response')
export const PROPSTAT = dav('propstat')
export const PROP = dav('prop')
export const STATUS = dav('status')
export const HREF = dav('href')
export const PRIVILEGE = dav('privilege')
export const SYNC_TOKEN = dav('sync-token')
export const ETAG = dav('getetag')
export const PRINCIPAL = dav('current-user-principal')
export const PRIVILEGES = dav('current-user-privilege-set')
export const RESOURCE_TYPE = dav('resourcetype')
export const DISPLAY_NAME = dav('displayname')
export const CALENDAR = caldav('calendar')
export const CALENDAR_DATA = caldav('calendar-data')
export const HOME_SET = caldav('calendar-home-set')
export const TIME_ZONE = caldav('calendar-timezone')
export const COMPONENTS = caldav('supported-calendar-component-set')
export const CTAG = '{http://calendarserver.org/ns/}getctag'
export const COLOR = '{http://apple.com/ns/ical/}calendar-color'
