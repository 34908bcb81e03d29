import { createHash } from 'node:crypto'
import { readCalendar } from '../../domain/calendar/ics/read/read-calendar.ts'
import { eventsOfIcs } from '../../domain/calendar/sync/from-ics.ts'
import { ICS_CALENDAR } from '../../domain/calendar/sync/ics-content.ts'
import {
  type CalendarProvider,
  CalendarUnavailable,
  type Page,
  type ProviderEvent,
} from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import { type FetchPublic, fetchPublic, type PublicResponse } from '../../platform/outbound/fetch-public.ts'
import { OutboundRefused } from '../../platform/outbound/outbound-refused.ts'
import { refusedWith } from '../refused-with.ts'

/** What the host said of the file last: with it, an unchanged file is not sent again. */
type Validators = { etag?: string; modified?: string }
/** `next`: the number of the event with which the next page of the file with this hash begins. */
type Place = { hash: string; next: number }

const ACCEPT = 'text/calendar, application/calendar+json;q=0.1, */*;q=0.5'

/** Of one page: storing it takes some five seconds, and a run leaves the rest to another one after ten. */
const PAGE = 2_500

/** Calendars behind an address of an iCalendar file. The secret is the address: whoever has it can read the calendar. */
export const icsCalendar = (fetchFile: FetchPublic = fetchPublic, pageSize = PAGE): CalendarProvider => {
  /** The file between two pages of one run, so that each of them need not fetch it. */
  const files = new WeakMap<Context, IcsFile>()
  return {
    // Its name and zone are in the file (`Page.calendar`), which is not fetched for them alone.
    listCalendars: async () => [{ externalId: ICS_CALENDAR, name: null, color: null, timeZone: null, canWrite: false }],
    listChanges: async (ctx, { secret, zone }, _calendar, cursor) => {
      const { place, validators } = readCursor(cursor)
      const known = files.get(ctx)
      files.delete(ctx)
      let file = known?.secret === secret ? known : null
      if (!file) {
        const answer = await fetched(fetchFile, secret, validators)
        if (answer.status === 304 && cursor !== null && !place) return null
        if (answer.status !== 200) throw refusedWith(answer, ctx.now())
        file = { secret, ...readFile(answer, zone) }
      }
      if (place && place.hash !== file.hash) {
        files.set(ctx, file)
        throw new CalendarUnavailable('cursor_expired', 'The file is another one since the last page')
      }
      const page = pageOf(file, place?.next ?? 0, pageSize)
      if (page.hasMore) files.set(ctx, file)
      return page
    },
  }
}

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

type Calendar = NonNullable<ReturnType<typeof readCalendar>>

/** A file as it was read. `hash`: of its bytes. `last`: the cursor after its last page. */
type IcsFile = { secret: string; hash: string; last: string | null; events: ProviderEvent[]; calendar: Calendar }

const readFile = ({ body, headers }: PublicResponse, zone: string): Omit<IcsFile, 'secret'> => {
  const calendar = readCalendar(body, { zone })
  if (!calendar) throw new CalendarUnavailable('not_a_calendar', 'The answer of the server is no iCalendar file')
  return {
    hash: createHash('sha256').update(body).digest('base64url'),
    // What is incomplete is read again next time.
    last: calendar.isComplete ? cursorOf(headers) : null,
    events: eventsOfIcs(calendar.events),
    calendar,
  }
}

/** The events of a file from one on. All of one externalId are on one page, as those of a UID follow each other. */
const pageOf = ({ hash, last, events, calendar }: IcsFile, from: number, size: number): Page => {
  let next = Math.min(from + size, events.length)
  while (next < events.length && events[next]?.externalId === events[next - 1]?.externalId) next += 1
  const hasMore = next < events.length
  const { name, timeZone, isComplete, refreshMs } = calendar
  return {
    mode: 'full',
    isComplete,
    events: events.slice(from, next),
    exceptions: [],
    gone: [],
    cursor: hasMore ? JSON.stringify({ place: { hash, next } }) : last,
    hasMore,
    pollMs: refreshMs,
    calendar: { name: name?.slice(0, 200) ?? null, timeZone },
  }
}

/** A cursor also where the host names no version: then every run reads the file, and only says so by comparing. */
const cursorOf = (headers: Record<string, string>): string => {
  const { etag, 'last-modified': modified } = headers
  return JSON.stringify({ ...(etag && { etag }), ...(modified && { modified }) })
}

/** Where in a file the next page begins, or what the host said of a file that was read to its end. */
const readCursor = (cursor: string | null): { place: Place | null; validators: Validators } => {
  const { place = null, ...validators } = cursor === null ? {} : (JSON.parse(cursor) as Validators & { place?: Place })
  return { place, validators }
}
