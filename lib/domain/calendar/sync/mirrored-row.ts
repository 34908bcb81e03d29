import { createHash } from 'node:crypto'
import { skOf } from '../../../platform/events/kind.ts'
import { compact, fromItem } from '../../../platform/events/stored.ts'
import type { Item } from '../../../platform/partition.ts'
import { blankOf } from '../../entity-fields.ts'
import { calendarFields } from '../calendar.fields.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import type { EventContent } from '../event-content.ts'
import type { ConnectedCalendar, StoredConnection } from './connection.fields.ts'
import type { Exception, ProviderEvent } from './provider.ts'

/** The calendar whose events are mirrored. */
export type Target = { connection: StoredConnection; calendar: ConnectedCalendar }

/** What a mirrored row holds besides the event. */
export type MirrorPart = {
  /** Of everything that is shown. Absent where it is the etag. */
  digest?: string
  /** What the provider needs to write it. */
  ref?: string
  /** The task of the block of a plan that it is. */
  taskId?: string
  /** What the provider says of a series itself, where exceptions are folded into it. */
  own?: Pick<EventContent, 'cancelled' | 'changed'>
  /** It is an exception whose series is unknown, or does not have that day. */
  isException?: true
}

/** What is stored along with a mirrored event, as the table gave it. */
export const mirrorPartOf = (event: object): MirrorPart => ('mirror' in event ? (event.mirror as MirrorPart) : {})

/** The id of a mirrored event: the same for the same event of the provider, also when all rows were lost. */
export const mirrorIdOf = (
  { provider, id }: Pick<StoredConnection, 'provider' | 'id'>,
  calendarId: string,
  { externalId, recurrenceId }: Pick<ProviderEvent, 'externalId' | 'recurrenceId'>,
): string => digest([provider, id, calendarId, externalId, recurrenceId]).toString('hex').slice(0, 32)

/** An event as one of the calendar wants it, with whether it stands for an exception, and what its series says itself. */
export type Wanted = ProviderEvent & Pick<MirrorPart, 'own' | 'isException'>

export const keyOf = (row: Item): string => skOf(CALENDAR_EVENT, fromItem(CALENDAR_EVENT, row))

/** The row of an event, without its keys and version. `at`: instant, ISO. */
export const mirroredRow = ({ connection, calendar }: Target, wanted: Wanted, at: string): Item => {
  const { calendar: _, etag, ref, taskId, own, isException, ...content } = wanted
  const { provider, id: connectionId, userId } = connection
  const id = mirrorIdOf(connection, calendar.id, wanted)
  const shown: CalendarEvent = {
    ...blankOf(calendarFields),
    ...content,
    ...(calendar.busy ? {} : { busy: false, changed: withoutBusy(content.changed) }),
    ...{ provider, connectionId, calendarId: calendar.id, readOnly: !calendar.canWrite },
    ...{ id, userId, version: 1, createdAt: at, updatedAt: at, syncedAt: at },
  }
  const whole = digestOf(shown, { ref, taskId, own, isException })
  const mirror: MirrorPart = {
    ...(etag !== null && { digest: whole }),
    ...(ref !== null && { ref }),
    ...(taskId !== null && { taskId }),
    ...(own && { own }),
    ...(isException && { isException }),
  }
  const row = compact(CALENDAR_EVENT, { ...shown, etag: etag ?? whole })
  return Object.keys(mirror).length > 0 ? { ...row, mirror } : row
}

/** In a calendar that takes no time no occurrence does. */
const withoutBusy = (changed: EventContent['changed']): EventContent['changed'] =>
  Object.fromEntries(Object.entries(changed).map(([day, { busy: _, ...own }]) => [day, own]))

const CONTENT = [
  ...['title', 'notes', 'location', 'start', 'end', 'allDay', 'timeZone', 'rrule', 'cancelled', 'changed'],
  ...['attendees', 'conferenceUrl', 'busy', 'status', 'externalId', 'recurrenceId', 'readOnly'],
] as (keyof CalendarEvent)[]

const digestOf = (event: CalendarEvent, more: object): string =>
  digest([CONTENT.map((name) => event[name]), more])
    .toString('base64url')
    .slice(0, 22)

/** Whether a row says the same, in the provider's version too: then it need not be written. */
export const isSameRow = (a: Item, b: Item): boolean =>
  a.etag === b.etag && mirrorPartOf(a).digest === mirrorPartOf(b).digest

/** What the provider said of the event of a row. */
export const providerEventOf = (row: Item, calendar: string): ProviderEvent => {
  const event = fromItem(CALENDAR_EVENT, row)
  const { own, ref = null, taskId = null, digest: hasVersion } = mirrorPartOf(row)
  return {
    ...contentOfEvent(event),
    ...own,
    calendar,
    externalId: String(event.externalId),
    recurrenceId: event.recurrenceId,
    ...{ etag: hasVersion === undefined ? null : event.etag, ref, taskId },
  }
}

const contentOfEvent = (event: CalendarEvent): EventContent => {
  const { title, notes, location, start, end, allDay, timeZone, rrule, cancelled, changed } = event
  const { attendees, conferenceUrl, busy, status } = event
  const times = { start, end, allDay, timeZone, rrule, cancelled, changed }
  return { title, notes, location, ...times, attendees, conferenceUrl, busy, status }
}

/** Short names by which a full sync knows what it has seen, in hexadecimal digits. */
export const SEEN_DIGITS = 16
export const seenEvent = (groupId: string): string => groupId.slice(0, SEEN_DIGITS)
export const seenException = (groupId: string, { originalStart }: Pick<Exception, 'originalStart'>): string =>
  digest([groupId, originalStart]).toString('hex').slice(0, SEEN_DIGITS)

const digest = (parts: unknown[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest()
