import type { CalendarProvider, ProviderCalendar } from '../../domain/calendar/sync/provider.ts'
import { allOf, graphFor, type Host } from './graph-call.ts'
import type { GraphCalendar } from './graph-types.ts'
import { listChanges } from './list-changes.ts'
import { pushEvent } from './push-event.ts'
import { unwatchCalendar, watchCalendar } from './subscriptions.ts'

/** Calendars of Outlook and Microsoft 365, by Microsoft Graph v1.0. */
export const microsoftCalendar = (host?: () => Host): CalendarProvider => ({
  listCalendars: async (ctx, access) => {
    const calendars = await allOf<GraphCalendar>(graphFor(ctx, access, host), '/v1.0/me/calendars?$top=100')
    return calendars.map(calendarOf)
  },
  listChanges: (ctx, access, calendar, cursor) => listChanges(graphFor(ctx, access, host), access, calendar, cursor),
  push: (ctx, access, change) => pushEvent(graphFor(ctx, access, host), access.zone, change),
  watch: (ctx, access, calendar, channel) => watchCalendar(ctx, graphFor(ctx, access, host), calendar, channel),
  unwatch: (ctx, access, { resource }) => unwatchCalendar(graphFor(ctx, access, host), resource),
})

/** A calendar's zone is that of the mailbox, which takes a permission of its own to read. */
const calendarOf = ({ id, name, hexColor, canEdit }: GraphCalendar): ProviderCalendar => ({
  externalId: id,
  name: name?.slice(0, 200) ?? null,
  color: hexColor || null,
  timeZone: null,
  canWrite: canEdit === true,
})
