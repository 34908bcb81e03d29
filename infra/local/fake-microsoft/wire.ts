import type { Fields, Mailbox, Stored } from './books.ts'
import { instantOf, wallAt, wallOf } from './clock.ts'
import { fieldsOn, msOf, type Seen } from './occurrences.ts'

/** What a request prefers (Prefer headers). */
export type Preferences = { zone: string; isText: boolean; isImmutable: boolean; pageSize: number }

export type Json = Record<string, unknown>

const encoded = (text: string): string => Buffer.from(text).toString('base64url')

/** Immutable ids stay when an event is moved to another calendar, the others do not. */
export const idOf = (event: Stored, day: string | null, { isImmutable }: Preferences): string =>
  isImmutable
    ? `AAkAL${encoded([event.id, day ?? ''].join('|'))}`
    : `AAMkA${encoded([event.id, day ?? '', event.calendar].join('|'))}`

/** The event that an id names, and the day of its series for an occurrence. */
export const named = (id: string): { event: string; day: string | null; calendar: string | null } | null => {
  if (!/^AA(kAL|MkA)/.test(id)) return null
  const [event = '', day = '', calendar] = Buffer.from(id.slice(5), 'base64url').toString().split('|')
  return { event, day: day || null, calendar: calendar ?? null }
}

const keyOf = (revision: number): string => Buffer.from(`key${revision}`).toString('base64')

export const etagOf = (revision: number): string => `W/"${keyOf(revision)}"`

const time = (fields: Fields, wall: string, { zone }: Preferences): Json => {
  if (fields.isAllDay) return { dateTime: `${wall.slice(0, 19)}.0000000`, timeZone: zone }
  return { dateTime: `${wallAt(instantOf(wall, fields.zone), zone)}.0000000`, timeZone: zone }
}

const contents = (fields: Fields, prefer: Preferences): Json => ({
  subject: fields.subject,
  bodyPreview: fields.body.slice(0, 255),
  body: prefer.isText
    ? { contentType: 'text', content: fields.body }
    : { contentType: 'html', content: `<html><body><div>${fields.body}</div></body></html>` },
  location: { displayName: fields.location },
  start: time(fields, fields.start, prefer),
  end: time(fields, fields.end, prefer),
  isAllDay: fields.isAllDay,
  isCancelled: fields.isCancelled,
  showAs: fields.showAs,
  sensitivity: fields.sensitivity,
  responseStatus: { response: fields.response, time: '0001-01-01T00:00:00Z' },
  originalStartTimeZone: fields.zone,
  originalEndTimeZone: fields.zone,
  attendees: fields.attendees,
  isOnlineMeeting: fields.joinUrl !== null,
  onlineMeeting: fields.joinUrl === null ? null : { joinUrl: fields.joinUrl },
  onlineMeetingUrl: null,
})

/** A single event or a whole series, as a GET gives it without $select and $expand. */
export const wireOf = (event: Stored, prefer: Preferences): Json => ({
  '@odata.etag': etagOf(event.revision),
  id: idOf(event, null, prefer),
  changeKey: keyOf(event.revision),
  transactionId: event.transactionId,
  type: event.recurrence ? 'seriesMaster' : 'singleInstance',
  seriesMasterId: null,
  recurrence: event.recurrence,
  ...contents(event.fields, prefer),
})

const revisionOf = ({ event, day }: Seen): number => event.changed.get(day ?? '')?.revision ?? event.revision

/** An occurrence or an exception, as a GET of its id gives it. */
export const wireOfOccurrence = (mailbox: Mailbox, one: Seen, prefer: Preferences): Json => ({
  '@odata.etag': etagOf(revisionOf(one)),
  id: idOf(one.event, one.day, prefer),
  changeKey: keyOf(revisionOf(one)),
  transactionId: null,
  type: one.isException ? 'exception' : 'occurrence',
  seriesMasterId: idOf(one.event, null, prefer),
  originalStart: originalStart(mailbox, one.event, one.day ?? ''),
  recurrence: null,
  ...contents(one.fields, prefer),
})

/** Of an occurrence that is as its series, lists give its times alone. */
export const stubOf = (one: Seen, prefer: Preferences): Json => ({
  '@odata.etag': etagOf(one.event.revision),
  id: idOf(one.event, one.day, prefer),
  type: 'occurrence',
  seriesMasterId: idOf(one.event, null, prefer),
  start: time(one.fields, one.fields.start, prefer),
  end: time(one.fields, one.fields.end, prefer),
})

/** Whole days are kept from midnight to midnight in the zone of the mailbox: that is what originalStart shows. */
const originalStart = ({ zone }: Mailbox, event: Stored, day: string): string => {
  const fields = fieldsOn(event, day)
  const ms = fields.isAllDay ? instantOf(fields.start, zone) : msOf(fields, fields.start)
  return `${wallOf(ms)}Z`
}

export const occurrenceIdOf = (event: Stored, day: string, prefer: Preferences): string =>
  `OID.${idOf(event, null, prefer)}.${day}`
