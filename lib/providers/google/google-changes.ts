import { type Access, CalendarUnavailable, type Page } from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import type { GoogleApi, GoogleRequest } from './google-api.ts'
import { canWrite } from './google-calendars.ts'
import { converted, readerOf } from './google-event.ts'
import { EventsPage, GoogleEvent, PAGE_FIELDS } from './google-wire.ts'

/**
 * Where in the list of a calendar we are. The pages of one list have to be asked for with the same parameters, so a place
 * within it names them: the sync token of an increment, or the window of a full list.
 */
type Place = { sync?: string; page?: string; window?: Access['window'] }

const PAGE_SIZE = '250'
const MOST_ATTENDEES = '200'

export const eventsPath = (calendar: string): string => `calendars/${encodeURIComponent(calendar)}/events`

/**
 * The next page of what changed in a calendar since `cursor` (https://developers.google.com/workspace/calendar/api/guides/sync).
 * Without one everything in the window, series whole. Only the last page gives the sync token for the next increment. Null
 * when nothing changed.
 */
export const listChanges = async (
  api: GoogleApi,
  ctx: Context,
  access: Access,
  calendar: string,
  cursor: string | null,
): Promise<Page | null> => {
  const place: Place = cursor === null ? { window: access.window } : (JSON.parse(cursor) as Place)
  const answer = EventsPage.parse(await asked(api, ctx, access, calendar, place))
  const { items, nextPageToken: page, nextSyncToken: sync, timeZone, accessRole } = answer
  if (place.sync !== undefined && !page && items.length === 0 && sync === place.sync) return null
  const reader = readerOf(calendar, timeZone, access)
  const found = items.flatMap((item) => {
    const event = GoogleEvent.safeParse(item)
    return event.success ? [converted(event.data, reader)] : []
  })
  return {
    mode: place.sync === undefined ? 'full' : 'incremental',
    isComplete: true,
    events: found.flatMap(({ events }) => events),
    exceptions: found.flatMap(({ exceptions }) => exceptions),
    gone: found.flatMap(({ gone }) => gone),
    cursor: page ? JSON.stringify({ ...place, page }) : sync ? JSON.stringify({ sync }) : null,
    hasMore: page !== undefined,
    pollMs: null,
    calendar: { ...(timeZone && { timeZone }), ...(accessRole && { canWrite: canWrite(accessRole) }) },
  }
}

const asked = async (
  api: GoogleApi,
  ctx: Context,
  access: Access,
  calendar: string,
  { sync, page, window }: Place,
): Promise<unknown> => {
  const request: GoogleRequest = {
    path: eventsPath(calendar),
    query: {
      ...{ maxResults: PAGE_SIZE, maxAttendees: MOST_ATTENDEES, fields: PAGE_FIELDS },
      ...{ syncToken: sync, pageToken: page, timeMin: window?.from, timeMax: window?.to },
    },
  }
  try {
    return await api(ctx, access, request)
  } catch (error) {
    if (!(error instanceof CalendarUnavailable) || error.code !== 'not_found') throw error
    throw new CalendarUnavailable('calendar_gone', 'The calendar is not at Google any more')
  }
}
