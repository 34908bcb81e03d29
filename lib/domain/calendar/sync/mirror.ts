import { createHash } from 'node:crypto'
import { skOf } from '../../../platform/events/kind.ts'
import { compact } from '../../../platform/events/stored.ts'
import type { DerivedRows, Item } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { blankOf } from '../../entity-fields.ts'
import { calendarFields } from '../calendar.fields.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import type { ConnectedCalendar, StoredConnection } from './connection.fields.ts'
import type { Changes, Gone, ProviderEvent } from './provider.ts'

/**
 * What has to be written, in this order: a crash after any step leaves rows that the next run mends, and nothing that is
 * there before is missing in between.
 */
export type MirrorChanges = {
  rows: DerivedRows
  pointers: DerivedRows
  /** Pointers first: an event without one is found by the next run, a pointer without an event is not. */
  pointersGone: DerivedRows
  rowsGone: DerivedRows
  added: number
  updated: number
  deleted: number
}

type Options = {
  /** A run before this one was cut off: pointers may be missing. */
  isRepair: boolean
  /** Instant, ISO. */
  at: string
  /** Single events that ended before are not taken in, but stay when they are there. Instant, ISO. */
  since: string
}

/** The difference between what a provider has and the rows of a connection. */
export const mirrorChanges = (
  connection: StoredConnection,
  stored: Item[],
  changes: Changes,
  { isRepair, at, since }: Options,
): MirrorChanges => {
  const found: MirrorChanges = {
    ...{ rows: new Map(), pointers: new Map(), pointersGone: new Map(), rowsGone: new Map() },
    ...{ added: 0, updated: 0, deleted: 0 },
  }
  const known = Map.groupBy(stored, ({ id }) => String(id))
  const selected = new Map(connection.calendars.filter((one) => one.selected).map((one) => [one.externalId, one]))
  const wanted = new Map<string, CalendarEvent>()
  for (const one of changes.events) {
    const calendar = selected.get(one.calendar)
    const id = idOf(connection, one)
    if (calendar && (known.has(id) || one.rrule || one.end >= since))
      wanted.set(id, mirrored(connection, calendar, id, one, at))
  }
  for (const [id, event] of wanted) put(found, event, known.get(id) ?? [], isRepair)
  const calendars = new Set([...selected.values()].map(({ id }) => id))
  const gone = new Set(changes.gone.map((one) => idOf(connection, one)))
  const isWhole = changes.mode === 'full' && changes.isComplete
  for (const [id, rows] of known) {
    const isShown = rows.some(({ calendarId }) => calendars.has(String(calendarId)))
    if (wanted.has(id) || (isShown && !isWhole && !gone.has(id))) continue
    found.deleted += 1
    found.pointersGone.set(sk.calendarPointer(id), null)
    for (const { SK } of rows) found.rowsGone.set(String(SK), null)
  }
  return found
}

const put = (found: MirrorChanges, event: CalendarEvent, rows: Item[], isRepair: boolean): void => {
  const key = skOf(CALENDAR_EVENT, event)
  const [before] = rows
  const others = rows.filter(({ SK }) => SK !== key)
  const isSame = others.length === 0 && before?.etag === event.etag
  if (!isSame || isRepair) found.pointers.set(sk.calendarPointer(event.id), { to: key })
  if (isSame) return
  const version = before ? Math.max(...rows.map((row) => Number(row.version))) + 1 : 1
  const createdAt = before ? String(before.createdAt) : event.createdAt
  found.rows.set(key, compact(CALENDAR_EVENT, { ...event, version, createdAt }))
  for (const { SK } of others) found.rowsGone.set(String(SK), null)
  if (before) found.updated += 1
  else found.added += 1
}

/** The same for the same event of the provider, also after a full sync or when the connection's rows were lost. */
const idOf = ({ provider, id, calendars }: StoredConnection, { calendar, externalId, recurrenceId }: Gone): string => {
  const calendarId = calendars.find((one) => one.externalId === calendar)?.id
  return digest([provider, id, calendarId, externalId, recurrenceId]).toString('hex').slice(0, 32)
}

const mirrored = (
  { provider, id: connectionId, userId }: StoredConnection,
  calendar: ConnectedCalendar,
  id: string,
  { calendar: _, ...content }: ProviderEvent,
  at: string,
): CalendarEvent => {
  const event = {
    ...blankOf(calendarFields),
    ...content,
    busy: content.busy && calendar.busy,
    ...{ provider, connectionId, calendarId: calendar.id, readOnly: !calendar.canWrite },
    ...{ id, userId, version: 1, createdAt: at, updatedAt: at, syncedAt: at },
  }
  return { ...event, etag: digest([content, event.busy, event.readOnly]).toString('base64url').slice(0, 22) }
}

const digest = (parts: unknown[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest()
