import type { CalendarProvider } from '../../domain/calendar/sync/provider.ts'
import { googleApi, HTTP, type Transport } from './google-api.ts'
import { listCalendars } from './google-calendars.ts'
import { listChanges } from './google-changes.ts'
import { googleOAuth } from './google-oauth.ts'
import { push } from './google-push.ts'
import { unwatch, watch } from './google-watch.ts'

/** Google Calendar, by its API v3. The secret of a connection holds its tokens. */
export const googleCalendar = (transport: Transport = HTTP): CalendarProvider => {
  const api = googleApi(transport)
  return {
    listCalendars: (ctx, access) => listCalendars(api, ctx, access),
    listChanges: (ctx, access, calendar, cursor) => listChanges(api, ctx, access, calendar, cursor),
    push: (ctx, access, change) => push(api, ctx, access, change),
    watch: (ctx, access, calendar, channel) => watch(api, ctx, access, calendar, channel),
    unwatch: (ctx, access, channel) => unwatch(api, ctx, access, channel),
    oauth: googleOAuth,
  }
}
