import { type Calendar, eventIn, exceptionsOf, type Stored } from './books.ts'
import { msOf } from './clock.ts'
import { invalid, syncTokenExpired } from './failures.ts'
import { instanceOf, slotsOf, slotsUntil } from './instances.ts'
import type { CalendarEvent } from './wire-types.ts'

export type Query = Record<string, string>

/** What the pages of one list have in common: which events are in it is decided when it begins. */
type Listing = {
  calendar: string
  ids: string[]
  isIncrement: boolean
  query: Query
  nextSyncToken: string | undefined
}

/** Not together with a sync token; and where one of the last six is given, there is no sync token at the end. */
const RESTRICTIONS = ['timeMin', 'timeMax', 'updatedMin', 'orderBy', 'q', 'iCalUID']
const WITHOUT_TOKEN = ['updatedMin', 'orderBy', 'q', 'iCalUID', 'privateExtendedProperty', 'sharedExtendedProperty']

/** Further pages of lists that have begun; `sizes` says how long the next page may be, since pages may be short or empty. */
export const createLists = (sizes: () => number = () => 250) => {
  const listings = new Map<string, Listing>()

  const begin = (calendar: Calendar, query: Query): Listing => {
    const since = query.syncToken === undefined ? null : revisionIn(calendar, query)
    const all = [...calendar.events.values()].filter(({ revision }) => since === null || revision > since)
    const hasToken = !WITHOUT_TOKEN.some((name) => name in query)
    return {
      ...{ calendar: calendar.id, query, isIncrement: since !== null },
      ids: all.filter((one) => since !== null || isListed(calendar, one.event, query)).map(({ event }) => event.id),
      nextSyncToken: hasToken ? tokenOf(calendar.id, calendar.revision) : undefined,
    }
  }

  return (calendar: Calendar, query: Query) => {
    const known = query.pageToken === undefined ? undefined : listings.get(query.pageToken)
    if (query.pageToken !== undefined && known?.calendar !== calendar.id) throw invalid('Invalid page token value.')
    const listing = known ?? begin(calendar, checked(query))
    const size = Math.min(Number(query.maxResults ?? 250), 2_500, sizes())
    const rest = listing.ids.slice(size)
    const nextPageToken = rest.length > 0 ? `page${listings.size + 1}` : undefined
    if (nextPageToken) listings.set(nextPageToken, { ...listing, ids: rest })
    const items = listing.ids.slice(0, size).flatMap((id) => shown(calendar, calendar.events.get(id), listing))
    return { items, ...(nextPageToken ? { nextPageToken } : { nextSyncToken: listing.nextSyncToken }) }
  }
}

const checked = (query: Query): Query => {
  const { timeMin, timeMax, syncToken } = query
  for (const [name, value] of Object.entries({ timeMin, timeMax }))
    if (value !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value))
      throw invalid(`Invalid value for: ${name}`)
  if (timeMin && timeMax && Date.parse(timeMax) <= Date.parse(timeMin))
    throw invalid('The specified time range is empty.', { domain: 'calendar' }, 'timeRangeEmpty')
  const isMixed = RESTRICTIONS.some((name) => name in query) || query.showDeleted === 'false'
  if (syncToken !== undefined && isMixed)
    throw invalid(
      'Sync token cannot be used with other request restrictions.',
      { location: 'syncToken' },
      'syncTokenWithRequestRestrictions',
    )
  return query
}

const tokenOf = (id: string, revision: number): string =>
  Buffer.from(JSON.stringify({ id, revision })).toString('base64url')

const revisionIn = ({ id, oldestToken }: Calendar, { syncToken = '' }: Query): number => {
  const found = parsed(Buffer.from(syncToken, 'base64url').toString())
  if (found?.id !== id) throw invalid('Invalid sync token value.')
  if (found.revision < oldestToken) throw syncTokenExpired()
  return found.revision
}

const parsed = (text: string): { id: string; revision: number } | null => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** In a list that is no increment: what overlaps the range, series with any instance in it, and all their cancelled instances. */
const isListed = (calendar: Calendar, event: CalendarEvent, { showDeleted, iCalUID, ...query }: Query): boolean => {
  const from = query.timeMin ? Date.parse(query.timeMin) : Number.NEGATIVE_INFINITY
  const to = query.timeMax ? Date.parse(query.timeMax) : Number.POSITIVE_INFINITY
  const overlaps = ({ startMs, endMs }: { startMs: number; endMs: number }) => startMs < to && endMs > from
  if (iCalUID !== undefined && event.iCalUID !== iCalUID) return false
  if (event.status === 'cancelled')
    return showDeleted === 'true' || (event.recurringEventId !== undefined && query.singleEvents !== 'true')
  if (event.recurrence) return hasInstance(event, from, to) || exceptionsOf(calendar, event.id).length > 0
  return overlaps({ startMs: msOf(event.start ?? {}), endMs: msOf(event.end ?? {}) })
}

const hasInstance = (series: CalendarEvent, from: number, to: number): boolean => {
  for (const { startMs, endMs } of slotsOf(series)) {
    if (startMs >= to) return false
    if (endMs > from) return true
  }
  return false
}

/** What a page shows of an event: as it is when the page is asked for. */
const shown = (calendar: Calendar, stored: Stored | undefined, { isIncrement, query }: Listing): CalendarEvent[] => {
  if (!stored) return []
  const { event } = stored
  if (event.status !== 'cancelled') {
    if (query.singleEvents !== 'true' || !event.recurrence) return [event]
    const replaced = new Set(exceptionsOf(calendar, event.id).map(({ id }) => id))
    const slots = slotsUntil(event, query.timeMax ? Date.parse(query.timeMax) : Number.POSITIVE_INFINITY)
    return slots.filter(({ id }) => !replaced.has(id)).map((slot) => instanceOf(event, slot))
  }
  const isOfSeries = event.recurringEventId !== undefined
  return isIncrement || isOfSeries || query.showDeleted === 'true' ? [bare(calendar, event)] : []
}

/** Of what is deleted only the id is certain; of a cancelled instance of a series that is not, also where it was. */
const bare = (
  calendar: Calendar,
  { kind, etag, id, status, recurringEventId, originalStartTime }: CalendarEvent,
): CalendarEvent => {
  const series = recurringEventId && calendar.events.get(recurringEventId)?.event
  const isInstance = series && series.status !== 'cancelled'
  return { kind, etag, id, status, ...(isInstance && { recurringEventId, originalStartTime }) } as CalendarEvent
}

/** The instances of a series, as the list of that name gives them. */
export const listInstances = (
  calendar: Calendar,
  id: string,
  { showDeleted, originalStart }: Query,
): CalendarEvent[] => {
  const series = eventIn(calendar, id)
  if (!series?.recurrence) throw invalid('The event is not recurring.')
  const own = exceptionsOf(calendar, id)
  const replaced = new Set(own.map((one) => one.id))
  const others = slotsUntil(series, Number.POSITIVE_INFINITY).filter((slot) => !replaced.has(slot.id))
  const kept = own.filter(({ status }) => status !== 'cancelled' || showDeleted === 'true')
  const all = [...others.map((slot) => instanceOf(series, slot)), ...kept]
  const wanted = originalStart === undefined ? null : Date.parse(originalStart)
  return wanted === null ? all : all.filter((one) => msOf(one.originalStartTime ?? {}) === wanted)
}
