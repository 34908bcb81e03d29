import type { CalendarProviders } from '../domain/calendar/sync/provider.ts'
import { caldavCalendar } from './caldav/caldav-calendar.ts'
import { APPLE_SERVER } from './caldav/server-address.ts'
import { googleCalendar } from './google/google-calendar.ts'
import { icsCalendar } from './ics/ics-calendar.ts'
import { microsoftCalendar } from './microsoft/microsoft-calendar.ts'
import { microsoftOAuth } from './microsoft/microsoft-oauth.ts'

/** The services that calendars are mirrored from. Those without credentials in this deployment say so themselves. */
export const calendarProviders = (): CalendarProviders => ({
  google: googleCalendar(),
  outlook: { ...microsoftCalendar(), oauth: microsoftOAuth },
  apple: caldavCalendar({ server: APPLE_SERVER }),
  caldav: caldavCalendar(),
  ics: icsCalendar(),
})
