import {
  type Attendee,
  addEvent,
  BLANK,
  changeEvent,
  changeOccurrence,
  type Fields,
  type Mailbox,
  removeEvent,
  type Stored,
} from './books.ts'
import { isZone } from './clock.ts'
import { GraphError, notFound } from './failures.ts'
import { fieldsOn } from './occurrences.ts'
import { patternDays, type Recurrence } from './pattern-days.ts'
import { etagOf, type Json, named } from './wire.ts'

/** What an id stands for: a whole event, or an occurrence of a series that has not been deleted. */
export const findEvent = (mailbox: Mailbox, id: string): { event: Stored; day: string | null } => {
  const name = named(id)
  const event = mailbox.events.get(name?.event ?? '')
  // An id that is not immutable names the calendar, too.
  if (!name || !event || (name.calendar !== null && name.calendar !== event.calendar)) throw notFound()
  const { day } = name
  if (day === null) return { event, day }
  const isInSeries = event.recurrence && patternDays(event.recurrence, day).includes(day)
  if (!isInSeries || event.changed.get(day)?.isDeleted) throw notFound()
  return { event, day }
}

const bad = (message: string) => new GraphError(400, 'ErrorInvalidRequest', message)

/** What a body says, in the terms of the books. */
const fieldsIn = (body: Json, known: Fields): Partial<Fields> => {
  const fields: Partial<Fields> = {}
  const at = (name: string) => body[name] as { dateTime?: string; timeZone?: string } | undefined
  if (typeof body.subject === 'string') fields.subject = body.subject
  if ('body' in body) fields.body = (body.body as { content?: string })?.content ?? ''
  if ('location' in body) fields.location = (body.location as { displayName?: string })?.displayName ?? ''
  if (typeof body.isAllDay === 'boolean') fields.isAllDay = body.isAllDay
  if (typeof body.showAs === 'string') fields.showAs = body.showAs
  if (Array.isArray(body.attendees)) fields.attendees = body.attendees as Attendee[]
  for (const name of ['start', 'end'] as const) {
    const value = at(name)
    if (!value) continue
    if (!value.dateTime || !value.timeZone || !isZone(value.timeZone)) throw bad(`The ${name} is not valid`)
    fields[name] = value.dateTime.slice(0, 19)
    fields.zone = value.timeZone
  }
  const { isAllDay, start, end } = { ...known, ...fields }
  const midnights = [start, end].every((wall) => wall.slice(11) === '00:00:00')
  if (isAllDay && (!midnights || end <= start))
    throw bad('The Event.Start and Event.End properties must be set to midnight for all-day events')
  if (end < start) throw new GraphError(400, 'ErrorPropertyValidationFailure', 'End time must be after start time')
  return fields
}

const recurrenceIn = (body: Json, fields: Fields): Recurrence | null | undefined => {
  if (!('recurrence' in body)) return undefined
  const recurrence = body.recurrence as Recurrence | null
  if (recurrence === null) return null
  const { pattern, range } = recurrence
  if (!pattern?.type || !range?.type) throw bad('The recurrence is not valid')
  if (range.startDate !== fields.start.slice(0, 10))
    throw new GraphError(400, 'ErrorInvalidRecurrence', 'The start date of the recurrence must be that of the event')
  const [first] = patternDays(recurrence, range.startDate)
  if (first !== range.startDate) throw bad('The series must begin on a day of its pattern')
  return recurrence
}

/** How a repeated transactionId is answered: both have been seen. */
export type Duplicates = 'same' | 'refused'

export const createEvent = (mailbox: Mailbox, calendar: string, body: Json, duplicates: Duplicates): Stored => {
  const { transactionId = null } = body as { transactionId?: string | null }
  const known = transactionId && [...mailbox.events.values()].find((one) => one.transactionId === transactionId)
  if (known && duplicates === 'same') return known
  if (known)
    throw new GraphError(
      ...[409, 'ErrorDuplicateTransactionId' as const],
      "Your request can't be completed. The TransactionId specified in the request has already been used.",
    )
  if (!('start' in body) || !('end' in body)) throw bad('Start and end are required')
  const fields = { ...BLANK, ...fieldsIn(body, BLANK) }
  const recurrence = recurrenceIn(body, fields) ?? null
  const extended = (body.singleValueExtendedProperties ?? []) as Stored['extended']
  return addEvent(mailbox, calendar, { ...fields, recurrence, transactionId, extended })
}

const requireMatch = (revision: number, ifMatch: string | undefined): void => {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === etagOf(revision)) return
  throw new GraphError(
    ...[412, 'ErrorIrresolvableConflict' as const],
    'The change key passed in the request does not match the current change key for the item.',
  )
}

const revisionOf = ({ event, day }: { event: Stored; day: string | null }): number =>
  event.changed.get(day ?? '')?.revision ?? event.revision

export const patchEvent = (mailbox: Mailbox, id: string, body: Json, ifMatch: string | undefined): void => {
  const found = findEvent(mailbox, id)
  const { event, day } = found
  requireMatch(revisionOf(found), ifMatch)
  if ('transactionId' in body) throw bad('The transactionId cannot be changed')
  if (day === null) {
    const fields = fieldsIn(body, event.fields)
    const recurrence = recurrenceIn(body, { ...event.fields, ...fields })
    changeEvent(mailbox, event, fields, recurrence === undefined ? event.recurrence : recurrence)
    return
  }
  if ('recurrence' in body) throw bad('An occurrence has no recurrence')
  const known = { ...fieldsOn(event, day), ...event.changed.get(day)?.own }
  changeOccurrence(mailbox, event, day, { own: fieldsIn(body, known) })
}

export const deleteEvent = (mailbox: Mailbox, id: string, ifMatch: string | undefined): void => {
  const found = findEvent(mailbox, id)
  requireMatch(revisionOf(found), ifMatch)
  const { event, day } = found
  if (day === null) removeEvent(mailbox, event)
  else changeOccurrence(mailbox, event, day, 'deleted')
}
