import { readCalendar } from '../../domain/calendar/ics/read/read-calendar.ts'
import { eventsOfIcs } from '../../domain/calendar/sync/from-ics.ts'
import { CalendarUnavailable, type ProviderEvent } from '../../domain/calendar/sync/provider.ts'
import type { Collection } from './account.ts'
import type { Resource } from './multistatus.ts'
import { isSuccess } from './multistatus.ts'
import { CALENDAR_DATA, ETAG } from './names.ts'
import { nameWithin, pathOf } from './paths.ts'
import { multiget } from './requests.ts'
import { taskIn } from './task-mark.ts'

/** A resource of a calendar: one event, or a series with its changed occurrences. */
export type Listed = {
  /** Within the calendar, encoded in one way: the externalId of its events. */
  name: string
  /** As the server writes it: what requests are sent to. */
  path: string
  etag: string | null
  status: number
}

/** What an answer lists directly within a calendar, by name, and whether the server left some of it out. */
export const listedIn = ({ path: calendar }: Collection, resources: Resource[], base: string) => {
  const listed = new Map<string, Listed & { resource: Resource }>()
  let isTruncated = false
  for (const resource of resources) {
    const { href, status, properties } = resource
    const path = pathOf(href, base)
    const name = path === null ? null : nameWithin(calendar, path)
    if (status === TRUNCATED && name === null) isTruncated = true
    if (path === null || name === null) continue
    listed.set(name, { name, path, etag: etagOf(properties), status, resource })
  }
  return { listed: [...listed.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), isTruncated }
}

const TRUNCATED = 507

const etagOf = (properties: Resource['properties']): string | null => {
  const text = properties.get(ETAG)?.text.trim() ?? ''
  return text === '' || text.length > 500 ? null : text
}

/** Events of one resource. Null for a text that cannot be read, which says nothing about what was read before. */
export const eventsOfResource = (
  text: string | Uint8Array,
  { calendar, zone, name, path, etag }: { calendar: string; zone: string } & Pick<Listed, 'name' | 'path' | 'etag'>,
): ProviderEvent[] | null => {
  const file = readCalendar(text, { zone, mostEvents: MOST_OVERRIDES })
  if (!file?.isComplete) return null
  const events = eventsOfIcs(file.events)
  const taskId = taskIn(text)
  // A resource has one UID (RFC 4791 section 4.1); others in it would take the place of the first.
  return events
    .filter(({ externalId }) => externalId === events[0]?.externalId)
    .map((one) => ({ ...one, calendar, externalId: name, etag, ref: path, taskId }))
}

const MOST_OVERRIDES = 3_000
const BATCH = 50

export type Fetched = {
  events: ProviderEvent[]
  /** Names of those that are not there any more, or hold no event that takes place. */
  without: string[]
  /** Names of those that cannot be read. */
  unreadable: string[]
}

/** The events of some resources of a calendar, by calendar-multiget. */
export const fetchEvents = async (collection: Collection, zone: string, wanted: Listed[]): Promise<Fetched> => {
  const fetched: Fetched = { events: [], without: [], unreadable: [] }
  for (let at = 0; at < wanted.length; at += BATCH)
    await fetchBatch(collection, zone, wanted.slice(at, at + BATCH), fetched)
  return fetched
}

const fetchBatch = async (collection: Collection, zone: string, wanted: Listed[], fetched: Fetched): Promise<void> => {
  const body = multiget(
    wanted.map(({ path }) => path),
    [ETAG, CALENDAR_DATA],
  )
  try {
    const { resources, url: base } = await collection.ask('REPORT', '1', body)
    const found = new Map(listedIn(collection, resources, base).listed.map((one) => [one.name, one]))
    for (const one of wanted) {
      const answer = found.get(one.name)
      const data = answer?.resource.properties.get(CALENDAR_DATA)?.text
      if (answer && isSuccess(answer.status) && data === undefined) fetched.unreadable.push(one.name)
      else if (!answer || data === undefined)
        (isGone(answer?.status) ? fetched.without : fetched.unreadable).push(one.name)
      else {
        const events = eventsOfResource(data, {
          ...one,
          etag: answer.etag ?? one.etag,
          calendar: collection.path,
          zone,
        })
        if (events === null) fetched.unreadable.push(one.name)
        else if (events.length === 0) fetched.without.push(one.name)
        else fetched.events.push(...events)
      }
    }
  } catch (error) {
    if (!(error instanceof CalendarUnavailable) || error.code !== 'too_large') throw error
    await fetchHalves(collection, zone, wanted, fetched)
  }
}

/** Events with files in them can be larger together than an answer may be. */
const fetchHalves = async (collection: Collection, zone: string, wanted: Listed[], fetched: Fetched): Promise<void> => {
  if (wanted.length <= 1) {
    fetched.unreadable.push(...wanted.map(({ name }) => name))
    return
  }
  const middle = wanted.length >> 1
  await fetchBatch(collection, zone, wanted.slice(0, middle), fetched)
  await fetchBatch(collection, zone, wanted.slice(middle), fetched)
}

/** Nextcloud says 418 of what is in its trash. A resource that the answer leaves out says nothing. */
export const isGone = (status: number | undefined): boolean => status === 404 || status === 410 || status === 418
