import type { Stored } from './books.ts'
import { accessDenied, GraphError, notFound } from './failures.ts'
import { occurrenceOf, type Seen, seenOf } from './occurrences.ts'
import { type Asked, calendarIn, type Reply, type Routes } from './routing.ts'
import { idOf, type Json, occurrenceIdOf, wireOf, wireOfOccurrence } from './wire.ts'
import { createEvent, deleteEvent, findEvent, patchEvent } from './write-event.ts'

export const eventRoutes: Routes = [
  [/^GET \/v1\.0\/me\/events\/([^/]+)$/, (asked, id = '') => ({ status: 200, json: read(asked, id) })],
  [/^GET \/v1\.0\/me\/events\/([^/]+)\/instances$/, (asked, id = '') => instances(asked, id)],
  [
    /^GET \/v1\.0\/me\/calendars\/([^/]+)\/events$/,
    (asked, id = '') => {
      const calendar = calendarIn(asked, id)
      const found = [...asked.mailbox.events.values()].filter(
        (event) => event.calendar === calendar.id && isMatched(event.extended, asked.query.get('$filter')),
      )
      return {
        status: 200,
        json: { value: found.map((event) => shaped(asked, wireOf(event, asked.prefer), event.extended)) },
      }
    },
  ],
  [
    /^POST \/v1\.0\/me\/calendars\/([^/]+)\/events$/,
    (asked, id = '') => {
      const calendar = calendarIn(asked, id)
      requireEdit(calendar.canEdit)
      const before = asked.mailbox.revision
      const event = createEvent(asked.mailbox, calendar.id, asked.body, asked.world.duplicates)
      if (asked.mailbox.revision > before) asked.changed(event, 'created')
      return { status: 201, json: wireOf(event, asked.prefer) }
    },
  ],
  [
    /^PATCH \/v1\.0\/me\/events\/([^/]+)$/,
    (asked, id = '') => {
      const { event } = findEvent(asked.mailbox, id)
      requireEdit(asked.mailbox.calendars.get(event.calendar)?.canEdit)
      patchEvent(asked.mailbox, id, asked.body, asked.ifMatch)
      asked.changed(event, 'updated')
      return { status: 200, json: read(asked, id) }
    },
  ],
  [
    /^DELETE \/v1\.0\/me\/events\/([^/]+)$/,
    (asked, id = '') => {
      const { event, day } = findEvent(asked.mailbox, id)
      requireEdit(asked.mailbox.calendars.get(event.calendar)?.canEdit)
      deleteEvent(asked.mailbox, id, asked.ifMatch)
      // A deleted occurrence is a change of its series.
      asked.changed(event, day === null ? 'deleted' : 'updated')
      return { status: 204 }
    },
  ],
]

const requireEdit = (canEdit: boolean | undefined): void => {
  if (!canEdit) throw accessDenied()
}

/** The only filter that is taken: `singleValueExtendedProperties/Any(ep: ep/id eq '…' and ep/value eq '…')`. */
const isMatched = (extended: { id: string; value: string }[], filter: string | null): boolean => {
  if (filter === null) return true
  const [, id, value] =
    /^singleValueExtendedProperties\/Any\(ep: ep\/id eq '([^']*)' and ep\/value eq '([^']*)'\)$/i.exec(filter) ?? []
  if (id === undefined) throw new GraphError(400, 'BadRequest', 'The filter is not understood')
  return extended.some((one) => one.id === id && one.value === value)
}

const read = (asked: Asked, id: string): Json => {
  const { mailbox, prefer, query } = asked
  const { event, day } = findEvent(mailbox, id)
  if (day !== null) {
    const one = occurrenceOn(event, day)
    return shaped(
      asked,
      { ...wireOfOccurrence(mailbox, one, prefer), occurrenceId: occurrenceIdOf(event, day, prefer) },
      [],
    )
  }
  const whole: Json = wireOf(event, prefer)
  const deleted = [...event.changed].filter(([, { isDeleted }]) => isDeleted).map(([one]) => one)
  if (event.recurrence) whole.cancelledOccurrences = deleted.map((one) => occurrenceIdOf(event, one, prefer))
  if (event.recurrence && /exceptionOccurrences/.test(query.get('$expand') ?? ''))
    whole.exceptionOccurrences = [...event.changed]
      .filter(([, { isDeleted }]) => !isDeleted)
      .map(([one]) => wireOfOccurrence(mailbox, occurrenceOn(event, one), prefer))
  return shaped(asked, whole, event.extended)
}

const occurrenceOn = (event: Stored, day: string): Seen => {
  const found = occurrenceOf(event, day)
  if (!found) throw notFound()
  return found
}

const ONLY_SELECTED = ['cancelledOccurrences', 'occurrenceId']

/** $select, and extended properties where they are asked for by their id. */
const shaped = ({ query }: Asked, json: Json, extended: { id: string; value: string }[]): Json => {
  const select = query.get('$select')?.split(',')
  const expand = query.get('$expand') ?? ''
  const asked = extended.filter(({ id }) => expand.includes(`id eq '${id}'`))
  const kept = Object.entries(json).filter(([name]) =>
    select ? select.includes(name) || name === 'id' || name.startsWith('@') : !ONLY_SELECTED.includes(name),
  )
  return { ...Object.fromEntries(kept), ...(asked.length > 0 && { singleValueExtendedProperties: asked }) }
}

const instances = ({ world, mailbox, query, prefer }: Asked, id: string): Reply => {
  const { event } = findEvent(mailbox, id)
  const [from, to] = ['startDateTime', 'endDateTime'].map((name) => Date.parse(query.get(name) ?? ''))
  if (!from || !to || from >= to)
    throw new GraphError(
      400,
      'ErrorInvalidParameter',
      'This request requires a time window: startDateTime, endDateTime',
    )
  const [skip, top] = [Number(query.get('$skip') ?? 0), Math.min(world.pageSize, Number(query.get('$top') ?? 10))]
  const all = event.recurrence ? seenOf(event, { from, to }) : []
  const value = all.slice(skip, skip + top).map((one) => wireOfOccurrence(mailbox, one, prefer))
  query.set('$skip', String(skip + top))
  const next = `${world.base}/v1.0/me/events/${encodeURIComponent(idOf(event, null, prefer))}/instances?${query}`
  return { status: 200, json: { value, ...(skip + top < all.length && { '@odata.nextLink': next }) } }
}
