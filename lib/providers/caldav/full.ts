import { type Access, CalendarUnavailable, type Page } from '../../domain/calendar/sync/provider.ts'
import type { Collection } from './account.ts'
import { ETAG } from './names.ts'
import { type Place, recognizer, remembered } from './place.ts'
import { calendarQuery, propfind } from './requests.ts'
import { fetchEvents, type Listed, listedIn } from './resources.ts'

type Full = Extract<Place, { phase: 'full' }>

/**
 * A part of everything that a calendar has in the window: the next resources by name, of which at most `most` are read. Those
 * that are known in this version, or cannot be read, are `unchanged`.
 */
export const fullPage = async (
  collection: Collection,
  { zone, window }: Pick<Access, 'zone' | 'window'>,
  place: Full,
  most: number,
): Promise<Pick<Page, 'events' | 'isComplete' | 'unchanged'> & { next: Place }> => {
  const { listed, isTruncated } = await listing(collection, window)
  const isKnown = recognizer(place.before)
  const left = listed.filter(({ name }) => name > place.after)
  const wanted = left.filter((one) => !isKnown(one)).slice(0, most + 1)
  // Up to the first one that is too many.
  const end = wanted.length > most ? left.findIndex(({ name }) => name === wanted[most]?.name) : left.length
  const now = left.slice(0, end)
  const { events, unreadable } = await fetchEvents(collection, zone, wanted.slice(0, most))
  const seen = new Set(unreadable)
  const known = place.token === null ? remembered(place.known, versionsOf(now, events, seen)) : ''
  return {
    events,
    isComplete: !isTruncated,
    unchanged: [...now.filter(isKnown).map(({ name }) => name), ...unreadable],
    next: end < left.length ? { ...place, after: now.at(-1)?.name ?? '', known } : ended(place, known),
  }
}

/** With the ETags of what was read, which may be newer than those of the list. What could not be read is not known. */
const versionsOf = (now: Listed[], events: Page['events'], unreadable: Set<string>) => {
  const etags = new Map(events.map(({ externalId, etag }) => [externalId, etag]))
  return now
    .filter(({ name }) => !unreadable.has(name))
    .map(({ name, etag }) => ({ name, etag: etags.get(name) ?? etag }))
}

const ended = ({ token, ctag }: Full, known: string): Place =>
  token === null ? { phase: 'compare', ctag, known } : { phase: 'sync', token, after: '', next: null }

/** What takes place in the window; from servers that do not know the report, or do not answer with all of it, everything. */
const listing = async (collection: Collection, window: Access['window']) => {
  try {
    const { resources, url: base } = await collection.ask('REPORT', '1', calendarQuery(window, [ETAG]))
    const found = listedIn(collection, resources, base)
    if (!found.isTruncated) return found
  } catch (error) {
    if (!(error instanceof CalendarUnavailable) || !/^http_(4(?!01|29)|500|501|507)/.test(error.code)) throw error
  }
  const { resources, url: base } = await collection.ask('PROPFIND', '1', propfind(ETAG))
  return listedIn(collection, resources, base)
}
