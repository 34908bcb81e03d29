import type { Access, ProviderCalendar } from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import type { GoogleApi } from './google-api.ts'
import { type CalendarEntry, CalendarsPage } from './google-wire.ts'

/** More calendars than anybody has: a list that never ends is not followed. */
const MOST_PAGES = 40

/** The calendars in the person's list at Google, their own first. Those that they hid there are not in it. */
export const listCalendars = async (api: GoogleApi, ctx: Context, access: Access): Promise<ProviderCalendar[]> => {
  const found: CalendarEntry[] = []
  let pageToken: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api(ctx, access, { path: 'users/me/calendarList', query: { maxResults: '250', pageToken } })
    const { items, nextPageToken } = CalendarsPage.parse(answer)
    found.push(...items.filter(({ deleted, hidden }) => !deleted && !hidden))
    pageToken = nextPageToken
    if (!pageToken) break
  }
  return found.sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false)).map(calendarOf)
}

const WRITERS = ['writer', 'owner']

export const canWrite = (accessRole: string | undefined): boolean => WRITERS.includes(accessRole ?? '')

const calendarOf = ({ id, summary, summaryOverride, ...entry }: CalendarEntry): ProviderCalendar => ({
  externalId: id,
  name: (summaryOverride ?? summary ?? id).slice(0, 200),
  color: entry.backgroundColor ?? null,
  timeZone: entry.timeZone ?? null,
  canWrite: canWrite(entry.accessRole),
  // What the person does not look at there is not looked at here either, until they choose otherwise.
  isSelected: entry.selected === true || entry.primary === true,
})
