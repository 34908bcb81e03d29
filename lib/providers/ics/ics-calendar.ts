import { readCalendar } from '../../domain/calendar/ics/read/read-calendar.ts'
import { eventsOfIcs } from '../../domain/calendar/sync/from-ics.ts'
import { ICS_CALENDAR } from '../../domain/calendar/sync/ics-content.ts'
import { type CalendarProvider, CalendarUnavailable, type Page } from '../../domain/calendar/sync/provider.ts'
import { type FetchPublic, fetchPublic, type PublicResponse } from '../../platform/outbound/fetch-public.ts'
import { OutboundRefused } from '../../platform/outbound/outbound-refused.ts'
import { refusedWith } from '../refused-with.ts'

/** What the host said of the file last: with it, an unchanged file is not sent again. */
type Validators = { etag?: string; modified?: string }

const ACCEPT = 'text/calendar, application/calendar+json;q=0.1, */*;q=0.5'

/** Calendars behind an address of an iCalendar file. The secret is the address: whoever has it can read the calendar. */
export const icsCalendar = (fetchFile: FetchPublic = fetchPublic): CalendarProvider => ({
  // Its name and zone are in the file (`Page.calendar`), which is not fetched for them alone.
  listCalendars: async () => [{ externalId: ICS_CALENDAR, name: null, color: null, timeZone: null, canWrite: false }],
  listChanges: async (ctx, { secret, zone }, _calendar, cursor) => {
    const answer = await fetched(fetchFile, secret, validatorsIn(cursor))
    if (answer.status === 304 && cursor !== null) return null
    if (answer.status !== 200) throw refusedWith(answer, ctx.now())
    return pageOf(answer, zone)
  },
})

const fetched = async (
  fetchFile: FetchPublic,
  url: string,
  { etag, modified }: Validators,
): Promise<PublicResponse> => {
  const headers = {
    accept: ACCEPT,
    'user-agent': 'LifeOS calendar sync',
    ...(etag && { 'if-none-match': etag }),
    ...(modified && { 'if-modified-since': modified }),
  }
  try {
    return await fetchFile(url.trim().replace(/^webcals?:\/\//i, 'https://'), { headers })
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error
    throw new CalendarUnavailable(error.code, error.message)
  }
}

const pageOf = ({ body, headers }: PublicResponse, zone: string): Page => {
  const calendar = readCalendar(body, { zone })
  if (!calendar) throw new CalendarUnavailable('not_a_calendar', 'The answer of the server is no iCalendar file')
  const { name, timeZone, isComplete, refreshMs, events } = calendar
  return {
    mode: 'full',
    isComplete,
    events: eventsOfIcs(events),
    exceptions: [],
    gone: [],
    // What is incomplete is read again next time.
    cursor: isComplete ? cursorOf(headers) : null,
    hasMore: false,
    pollMs: refreshMs,
    calendar: { name: name?.slice(0, 200) ?? null, timeZone },
  }
}

/** A cursor also where the host names no version: then every run reads the file, and only says so by comparing. */
const cursorOf = (headers: Record<string, string>): string => {
  const { etag, 'last-modified': modified } = headers
  return JSON.stringify({ ...(etag && { etag }), ...(modified && { modified }) })
}

const validatorsIn = (cursor: string | null): Validators => (cursor === null ? {} : (JSON.parse(cursor) as Validators))
