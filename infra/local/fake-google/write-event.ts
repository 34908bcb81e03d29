import { randomBytes } from 'node:crypto'
import { type Books, type Calendar, eventIn, exceptionsOf } from './books.ts'
import { instantAt, isZone, msOf, timeOf } from './clock.ts'
import { accessInsufficient, conditionNotMet, deleted, duplicate, invalid, missing, required } from './failures.ts'
import type { CalendarEvent, EventFields, Time } from './wire-types.ts'

/** A body as it comes in. Null takes a field away. */
export type Body = Record<string, unknown>

export type Writer = { books: Books; email: string; calendar: Calendar }

/** Ids that clients choose are base32hex in small letters. */
const CHOSEN_ID = /^[a-v0-9]{5,1024}$/

export const insertEvent = ({ books, email, calendar }: Writer, body: Body): CalendarEvent => {
  requireWriter(calendar)
  const { id: wished } = body
  if (wished !== undefined && !(typeof wished === 'string' && CHOSEN_ID.test(wished)))
    throw invalid('Invalid resource id value.')
  const id = typeof wished === 'string' ? wished : newId()
  if (calendar.events.has(id)) throw duplicate()
  const created = new Date(books.now()).toISOString()
  const blank: CalendarEvent = {
    ...{ kind: 'calendar#event', id, etag: '', status: 'confirmed', created, updated: created, sequence: 0 },
    ...{ htmlLink: `https://www.google.com/calendar/event?eid=${id}`, iCalUID: `${id}@google.com` },
    ...{ creator: { email }, organizer: { email: calendar.id, self: true }, reminders: { useDefault: true } },
    eventType: 'default',
  }
  return books.put(email, calendar, settled(calendar, { ...blank, ...withoutNulls(writable(body)), id }))
}

const newId = (): string => randomBytes(13).toString('hex')

/** PATCH: objects are merged, lists replaced. Of an instance it makes an exception. */
export const patchEvent = (writer: Writer, id: string, body: Body, ifMatch?: string): CalendarEvent => {
  const known = requireEvent(writer, id, ifMatch)
  return replace(writer, known, { ...known, ...merged(known, writable(body)) } as CalendarEvent)
}

/** PUT: what the body leaves out is gone. */
export const updateEvent = (writer: Writer, id: string, body: Body, ifMatch?: string): CalendarEvent => {
  const known = requireEvent(writer, id, ifMatch)
  const kept = Object.fromEntries(Object.entries(known).filter(([name]) => SERVERS.has(name) || name === 'eventType'))
  return replace(writer, known, { ...kept, status: 'confirmed', ...withoutNulls(writable(body)) } as CalendarEvent)
}

export const deleteEvent = (writer: Writer, id: string, ifMatch?: string): null => {
  const known = requireEvent(writer, id, ifMatch)
  if (known.status === 'cancelled') throw deleted()
  const { books, email, calendar } = writer
  for (const one of exceptionsOf(calendar, id)) books.put(email, calendar, { ...one, status: 'cancelled' })
  books.put(email, calendar, { ...known, status: 'cancelled' })
  return null
}

const requireWriter = ({ accessRole }: Calendar): void => {
  if (accessRole !== 'owner' && accessRole !== 'writer') throw accessInsufficient()
}

const requireEvent = ({ calendar }: Writer, id: string, ifMatch: string | undefined): CalendarEvent => {
  const known = eventIn(calendar, id)
  if (!known) throw missing()
  requireWriter(calendar)
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== known.etag) throw conditionNotMet()
  return known
}

const replace = ({ books, email, calendar }: Writer, known: CalendarEvent, next: CalendarEvent): CalendarEvent => {
  const event = settled(calendar, { ...next, sequence: known.sequence + 1 })
  // A series that comes back begins without exceptions.
  if (known.status === 'cancelled') for (const { id } of exceptionsOf(calendar, event.id)) calendar.events.delete(id)
  return books.put(email, calendar, event)
}

const SERVERS = new Set(
  'kind id etag htmlLink created updated creator organizer iCalUID sequence reminders recurringEventId originalStartTime'.split(
    ' ',
  ),
)

const writable = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !SERVERS.has(name) || name === 'reminders'))

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

const merged = (known: object, patch: Body): Body => {
  const before: Body = { ...known }
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]) => {
      if (!isObject(value)) return [name, value ?? undefined]
      return [name, withoutNulls(isObject(before[name]) ? { ...before[name], ...merged(before[name], value) } : value)]
    }),
  )
}

const withoutNulls = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== undefined))

/** What Google requires of an event, with its times written as Google does. */
const settled = (calendar: Calendar, event: CalendarEvent): CalendarEvent => {
  if (event.status === 'cancelled') return event
  const start = normal(event, 'start', calendar.timeZone)
  const end = normal(event, 'end', calendar.timeZone)
  if ((start.date === undefined) !== (end.date === undefined))
    throw invalid('The start and end times must either both be date or dateTime.')
  if (msOf(end) < msOf(start) || (start.date !== undefined && end.date === start.date))
    throw invalid('The specified time range is empty.', { domain: 'calendar' }, 'timeRangeEmpty')
  if (event.recurrence && !start.date && !event.start?.timeZone)
    throw required('Missing time zone definition for start time.')
  const next = { ...event, start, end }
  if (!event.recurrence?.length) delete next.recurrence
  return withoutNulls(next) as CalendarEvent
}

const normal = (event: EventFields, edge: 'start' | 'end', calendarZone: string): Time => {
  const { date, dateTime, timeZone } = event[edge] ?? {}
  if (date && dateTime) throw invalid(`Invalid ${edge} time.`)
  if (date && /^\d{4}-\d\d-\d\d$/.test(date)) return { date }
  if (!dateTime || Number.isNaN(Date.parse(dateTime))) throw required(`Missing ${edge} time.`)
  const zone = timeZone ?? calendarZone
  if (!isZone(zone)) throw invalid('Invalid time zone definition for start time.')
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i.test(dateTime)
  return timeOf(hasOffset ? Date.parse(dateTime) : instantAt(Date.parse(`${dateTime}Z`), zone), zone)
}
