import {
  type Access,
  CalendarUnavailable,
  type Gone,
  type Page,
  type ProviderEvent,
} from '../../domain/calendar/sync/provider.ts'
import { DAY_MS } from '../../platform/units.ts'
import { contentOf } from './event-content.ts'
import { type Graph, unlessMissing } from './graph-call.ts'
import type { GraphEvent, GraphPage } from './graph-types.ts'
import { eventsOf, OWN_PREFIX, readWhole } from './whole-event.ts'

/**
 * Where a calendar was left. The window of a round is fixed when it begins and lies in the link; it is kept here to know when
 * it has to be moved on.
 */
type Place = {
  path: string
  to: string
  /** Whether the round lists everything: until its last page. */
  isFull: boolean
  /** Whether a new round begins here. */
  isStart: boolean
  /** The series that the page before ended with: it is not read again for those of its occurrences that follow. */
  last: string | null
}

const PAGE_SIZE = 50
/** Of requests to one mailbox Graph takes four at a time. */
const AT_ONCE = 3
/** A window that ends so much earlier than it should is begun anew. */
const SHORT_BY_MS = 30 * DAY_MS

/**
 * A page of a calendar's view by a delta query. Such a view shows occurrences: a series of which any is on the page is read as
 * a whole, with its changed and cancelled occurrences, and is one event.
 * @throws CalendarUnavailable `cursor_expired` also when the window of the cursor has become short
 */
export const listChanges = async (
  graph: Graph,
  { zone, window }: Access,
  calendar: string,
  cursor: string | null,
): Promise<Page> => {
  const place = cursor === null ? beginning(calendar, window) : (JSON.parse(cursor) as Place)
  if (place.isStart && !place.isFull && Date.parse(window.to) - Date.parse(place.to) > SHORT_BY_MS)
    throw new CalendarUnavailable('cursor_expired', 'The window of the calendar has to be moved on')
  const asked = graph<GraphPage<GraphEvent>>({ path: place.path, pageSize: PAGE_SIZE })
  const page = await unlessMissing(asked, null)
  if (!page) throw new CalendarUnavailable('calendar_gone', 'The calendar is not there any more')
  const seriesIds = seriesOn(page.value)
  const { events, missing } = await eventsOn(graph, page.value, { calendar, zone, last: place.last })
  const known = new Set(events.map(({ externalId }) => externalId))
  const removed = page.value.filter((one) => one['@removed']).map(({ id }) => id)
  const gone = [...new Set([...removed, ...missing])].filter((id) => !known.has(id))
  const next = page['@odata.nextLink']
  return {
    mode: place.isFull ? 'full' : 'incremental',
    isComplete: true,
    events,
    exceptions: [],
    gone: place.isFull ? [] : gone.map((externalId): Gone => ({ calendar, externalId, recurrenceId: null })),
    cursor: JSON.stringify(placeAfter(place, page, seriesIds.at(-1) ?? null)),
    hasMore: next !== undefined,
    pollMs: null,
  }
}

const beginning = (calendar: string, { from, to }: Access['window']): Place => {
  const query = new URLSearchParams({ startDateTime: from, endDateTime: to })
  const path = `/v1.0/me/calendars/${encodeURIComponent(calendar)}/calendarView/delta?${query}`
  return { path, to, isFull: true, isStart: true, last: null }
}

const placeAfter = (place: Place, page: GraphPage<GraphEvent>, last: string | null): Place => {
  const { '@odata.nextLink': next, '@odata.deltaLink': delta } = page
  if (next !== undefined) return { ...place, path: next, isStart: false, last }
  if (delta === undefined) throw new CalendarUnavailable('unavailable', 'Microsoft names no place to go on from')
  return { ...place, path: delta, isFull: false, isStart: true, last: null }
}

/** The series of which something is on a page, in its order. */
const seriesOn = (entries: GraphEvent[]): string[] => {
  const ids = entries
    .filter((one) => !one['@removed'])
    .map(({ id, type, seriesMasterId }) => (type === 'seriesMaster' ? id : seriesMasterId))
  return [...new Set(ids.filter((id) => id !== null && id !== undefined))]
}

type Found = { events: ProviderEvent[]; missing: string[] }

const eventsOn = async (
  graph: Graph,
  entries: GraphEvent[],
  { calendar, zone, last }: { calendar: string; zone: string; last: string | null },
): Promise<Found> => {
  const singles = entries.filter((one) => !one['@removed'] && one.type !== 'seriesMaster' && !one.seriesMasterId)
  // What lists show of an event that LifeOS made does not say for which task.
  const isOwn = ({ transactionId }: GraphEvent) => transactionId?.startsWith(OWN_PREFIX) === true
  const ids = [...seriesOn(entries).filter((id) => id !== last), ...singles.filter(isOwn).map(({ id }) => id)]
  const read = await inTurns(ids, async (id) => {
    const whole = await readWhole(graph, id)
    return { id, events: whole ? eventsOf(whole, calendar, zone) : [] }
  })
  const listed = singles
    .filter((one) => !isOwn(one) && contentOf(one, zone) !== null)
    .map((event) => ({ id: event.id, events: eventsOf({ event, exceptions: [] }, calendar, zone) }))
  const all = [...read, ...listed]
  return {
    events: all.flatMap(({ events }) => events),
    missing: all.filter(({ events }) => events.length === 0).map(({ id }) => id),
  }
}

const inTurns = async <T, R>(all: T[], work: (one: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  for (let at = 0; at < all.length; at += AT_ONCE)
    results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))))
  return results
}
