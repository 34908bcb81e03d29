import { type Access, CalendarUnavailable, type Page } from '../../domain/calendar/sync/provider.ts'
import { MINUTE_MS } from '../../platform/units.ts'
import type { Collection } from './account.ts'
import { fullPage } from './full.ts'
import { CTAG, ETAG, SYNC_TOKEN } from './names.ts'
import { cursorOf, type Place, placeIn } from './place.ts'
import { propfind, syncCollection } from './requests.ts'
import { fetchEvents, isGone, type Listed, listedIn } from './resources.ts'

/** There are no pushes, so it is asked more often than others. */
const POLL_MS = 15 * MINUTE_MS
/** Resources that one page reads. */
const PAGE = 250

/**
 * What changed in a calendar since a cursor, null for nothing. Servers with sync-collection say what changed; of others all
 * ETags are compared when the calendar's own tag has changed.
 * @throws CalendarUnavailable
 */
export const changesIn = async (
  collection: Collection,
  access: Pick<Access, 'zone' | 'window'>,
  cursor: string | null,
): Promise<Page | null> => {
  const place = cursor === null ? null : placeIn(cursor)
  if (place?.phase === 'sync') return syncPage(collection, access, place)
  const from = place?.phase === 'full' ? place : await beginning(collection, place)
  if (from === null) return null
  const { next, ...page } = await fullPage(collection, access, from, PAGE)
  return { ...BLANK, ...page, mode: 'full', cursor: cursorOf(next), hasMore: next.phase === 'full' }
}

const BLANK = { exceptions: [], gone: [], pollMs: POLL_MS } satisfies Partial<Page>

type Full = Extract<Place, { phase: 'full' }>
type Compare = Extract<Place, { phase: 'compare' }>
type Sync = Extract<Place, { phase: 'sync' }>

/** Everything is to be read: from the start, or to be compared with what was known. Null where the calendar is as it was. */
const beginning = async ({ ask }: Collection, compare: Compare | null): Promise<Full | null> => {
  const names = compare ? [CTAG] : [CTAG, SYNC_TOKEN]
  const { resources } = await ask('PROPFIND', '0', propfind(...names))
  const own = resources.find(({ properties }) => properties.size > 0)?.properties
  const text = (name: string) => own?.get(name)?.text.trim() || null
  const ctag = text(CTAG)
  if (compare && ctag !== null && ctag === compare.ctag) return null
  const token = compare ? null : text(SYNC_TOKEN)
  return { phase: 'full', token, ctag, after: '', known: '', before: compare?.known ?? '' }
}

const syncPage = async (
  collection: Collection,
  access: Pick<Access, 'zone' | 'window'>,
  place: Sync,
): Promise<Page | null> => {
  const answer = await reported(collection, place)
  // It says that it has tokens, and does not know the report.
  if (answer === null) return changesIn(collection, access, cursorOf({ phase: 'compare', ctag: null, known: '' }))
  const { listed, isTruncated } = listedIn(collection, answer.resources, answer.url)
  const token = place.next ?? answer.syncToken
  if (token === null || (isTruncated && listed.length === 0)) throw expired()
  const left = listed.filter(({ name }) => name > place.after)
  const now = left.slice(0, PAGE)
  const hasMore = now.length < left.length
  if (listed.length === 0 && token === place.token) return null
  const removed = now.filter(({ status }) => isGone(status)).map(({ name }) => name)
  const { events, without } = await fetchEvents(collection, access.zone, now.filter(isThere))
  const next: Place = hasMore
    ? { ...place, after: now.at(-1)?.name ?? '', next: token }
    : { phase: 'sync', token, after: '', next: null }
  return {
    ...BLANK,
    mode: 'incremental',
    isComplete: true,
    events,
    gone: [...removed, ...without].map((externalId) => ({ calendar: collection.path, externalId, recurrenceId: null })),
    cursor: cursorOf(next),
    hasMore: hasMore || isTruncated,
  }
}

const isThere = ({ status }: Listed): boolean => status >= 200 && status < 300

const expired = () => new CalendarUnavailable('cursor_expired', 'The server no longer knows what changed')

/** Null where the server does not know the report. */
const reported = async ({ ask }: Collection, { token }: Sync) => {
  try {
    return await ask('REPORT', '0', syncCollection(token, [ETAG]))
  } catch (error) {
    if (!(error instanceof CalendarUnavailable)) throw error
    if (['http_400', 'http_405', 'http_415', 'http_501'].includes(error.code)) return null
    if (['http_403', 'http_409', 'http_412', 'http_507', 'too_large'].includes(error.code)) throw expired()
    throw error
  }
}
