import { isDeepStrictEqual } from 'node:util'
import type { DerivedRows, Item } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { foldExceptions } from './fold.ts'
import { emptyGroup, type Group, type Groups } from './groups.ts'
import {
  isSameRow,
  keyOf,
  mirroredRow,
  mirrorIdOf,
  mirrorPartOf,
  providerEventOf,
  seenEvent,
  seenException,
  type Target,
} from './mirrored-row.ts'
import type { Exception, Page, ProviderEvent } from './provider.ts'

/**
 * What has to be written, in this order: a crash after any step leaves rows that the next run mends, and nothing that is
 * there before is missing in between.
 */
export type MirrorChanges = {
  exceptions: DerivedRows
  rows: DerivedRows
  pointers: DerivedRows
  /** Pointers first: an event without one is found by the next run, a pointer without an event is not. */
  pointersGone: DerivedRows
  rowsGone: DerivedRows
  added: number
  updated: number
  deleted: number
  /** What is stored afterwards, of those that were looked at. */
  after: Groups
}

export type Options = {
  /** A run before this one was cut off: pointers may be missing. */
  isRepair: boolean
  /** Instant, ISO. */
  at: string
  /** Single events that ended before are not taken in, but stay when they are there. Instant, ISO. */
  since: string
}

type Named = Pick<Page, 'events' | 'exceptions' | 'gone' | 'unchanged'>

const noChanges = (): MirrorChanges => ({
  ...{ exceptions: new Map(), rows: new Map(), pointers: new Map(), pointersGone: new Map(), rowsGone: new Map() },
  ...{ added: 0, updated: 0, deleted: 0, after: new Map() },
})

/** The groups that a page names. */
export const groupsIn = ({ connection, calendar }: Target, page: Named): Set<string> =>
  new Set(
    [...page.events, ...page.exceptions, ...page.gone].map(({ externalId }) =>
      mirrorIdOf(connection, calendar.id, { externalId, recurrenceId: null }),
    ),
  )

/** What a page changes. `stored` has to hold the groups that it names, as far as they are there. */
export const mirrorPage = (target: Target, stored: Groups, page: Named, options: Options): MirrorChanges => {
  const changes = noChanges()
  const { connection, calendar } = target
  const groupId = ({ externalId }: { externalId: string }) =>
    mirrorIdOf(connection, calendar.id, { externalId, recurrenceId: null })
  const events = Map.groupBy(page.events, groupId)
  const exceptions = Map.groupBy(page.exceptions, groupId)
  const gone = Map.groupBy(page.gone, groupId)
  for (const id of new Set([...events.keys(), ...exceptions.keys(), ...gone.keys()])) {
    const before = stored.get(id) ?? emptyGroup(calendar.id)
    const parts = (gone.get(id) ?? []).map(({ recurrenceId }) => recurrenceId)
    const isGone = parts.includes(null)
    const known = isGone ? [] : eventsOf(target, before).filter((one) => !parts.includes(one.recurrenceId))
    const named = (exceptions.get(id) ?? []).filter(({ content }) => !isGone || events.has(id) || content)
    putGroup(changes, target, {
      ...{ id, before, events: events.get(id) ?? known, options },
      exceptions: new Map([
        ...(isGone ? [] : [...before.exceptions].filter(([start]) => !parts.includes(start))),
        ...named.map((one): [string, Exception] => [one.originalStart, one]),
      ]),
    })
  }
  return changes
}

/** What a full sync that is complete takes away: all of the calendar that none of its pages named. */
export const mirrorUnseen = (target: Target, stored: Groups, seen: Set<string>, options: Options): MirrorChanges => {
  const changes = noChanges()
  for (const [id, before] of stored) {
    if (before.calendarId !== target.calendar.id) continue
    const exceptions = new Map([...before.exceptions].filter(([, one]) => seen.has(seenException(id, one))))
    const isSeen = seen.has(seenEvent(id))
    if (isSeen && exceptions.size === before.exceptions.size) continue
    putGroup(changes, target, { id, before, events: isSeen ? eventsOf(target, before) : [], exceptions, options })
  }
  return changes
}

/** The names of what a page has, for `mirrorUnseen`. */
export const seenIn = ({ connection, calendar }: Target, { events, exceptions, unchanged = [] }: Named): string[] => {
  const id = (externalId: string) => mirrorIdOf(connection, calendar.id, { externalId, recurrenceId: null })
  return [
    ...new Set([
      ...[...events.map(({ externalId }) => externalId), ...unchanged].map((one) => seenEvent(id(one))),
      ...exceptions.map((one) => seenException(id(one.externalId), one)),
    ]),
  ]
}

/** What is to be taken away of calendars that are no longer shown. */
export const mirrorNothing = (
  connectionId: string,
  stored: Groups,
  isShown: (calendarId: string) => boolean,
): MirrorChanges => {
  const changes = noChanges()
  for (const [id, { calendarId, rows, exceptions }] of stored) {
    if (isShown(calendarId)) continue
    changes.deleted += rows.size
    for (const key of [id, ...rows.keys()]) changes.pointersGone.set(sk.calendarPointer(key), null)
    for (const { SK } of [...rows.values()].flat()) changes.rowsGone.set(String(SK), null)
    for (const start of exceptions.keys()) changes.rowsGone.set(sk.calendarException(connectionId, id, start), null)
  }
  return changes
}

/** What the provider said, without what was made of exceptions. */
const eventsOf = ({ calendar }: Target, { rows }: Group): ProviderEvent[] =>
  [...rows.values()].flatMap(([row]) =>
    row && !mirrorPartOf(row).isException ? [providerEventOf(row, calendar.externalId)] : [],
  )

type Next = {
  id: string
  before: Group
  events: ProviderEvent[]
  exceptions: Map<string, Exception>
  options: Options
}

/** Writes what differs of one group. */
const putGroup = (changes: MirrorChanges, target: Target, { id, before, events, exceptions, options }: Next): void => {
  const { connection, calendar } = target
  const after: Group = { ...emptyGroup(calendar.id), exceptions }
  for (const wanted of foldExceptions(events, [...exceptions.values()])) {
    const row = mirroredRow(target, wanted, options.at)
    const known = before.rows.get(String(row.id)) ?? []
    if (known.length > 0 || wanted.rrule !== null || wanted.end >= options.since)
      after.rows.set(String(row.id), [putRow(changes, row, known)])
  }
  for (const [rowId, rows] of before.rows) {
    if (after.rows.has(rowId)) continue
    changes.deleted += 1
    for (const { SK } of rows) changes.rowsGone.set(String(SK), null)
  }
  putExceptions(changes, connection.id, id, before, after)
  putPointers(changes, id, before, after, options)
  changes.after.set(id, after)
}

/** The row that is there afterwards. */
const putRow = (changes: MirrorChanges, row: Item, known: Item[]): Item => {
  const SK = keyOf(row)
  const [before] = known
  const others = known.filter((one) => one.SK !== SK)
  if (before && others.length === 0 && isSameRow(before, row)) return before
  const version = before ? Math.max(...known.map((one) => Number(one.version))) + 1 : 1
  const next = { ...row, SK, version, createdAt: before ? before.createdAt : row.createdAt }
  changes.rows.set(SK, next)
  for (const one of others) changes.rowsGone.set(String(one.SK), null)
  if (before) changes.updated += 1
  else changes.added += 1
  return next
}

const putExceptions = (changes: MirrorChanges, connectionId: string, id: string, before: Group, after: Group): void => {
  const key = (start: string) => sk.calendarException(connectionId, id, start)
  for (const [start, one] of after.exceptions)
    if (!isDeepStrictEqual(before.exceptions.get(start), one))
      changes.exceptions.set(key(start), { ...one, seriesId: id, calendarId: after.calendarId })
  for (const start of before.exceptions.keys()) if (!after.exceptions.has(start)) changes.rowsGone.set(key(start), null)
}

const putPointers = (changes: MirrorChanges, id: string, before: Group, after: Group, options: Options): void => {
  const [known, wanted] = [pointersOf(id, before), pointersOf(id, after)]
  for (const [key, row] of wanted)
    if (options.isRepair || !isDeepStrictEqual(known.get(key), row)) changes.pointers.set(key, row)
  for (const key of known.keys()) if (!wanted.has(key)) changes.pointersGone.set(key, null)
}

/**
 * Where the rows of a group are. The pointer of its first event also names its other events and says whether it has
 * exceptions, so that a page needs to read no more than what it names; it is there without that event too.
 */
const pointersOf = (id: string, { rows, exceptions }: Group): Map<string, Item> => {
  const places = [...rows].map(([rowId, [row]]): [string, string] => [rowId, String(row?.SK)])
  const parts = places.map(([rowId]) => rowId).filter((rowId) => rowId !== id)
  const group = {
    ...(parts.length > 0 && { parts: parts.sort() }),
    ...(exceptions.size > 0 && { hasExceptions: true }),
  }
  const pointers = new Map(places.map(([rowId, to]): [string, Item] => [sk.calendarPointer(rowId), { to }]))
  const key = sk.calendarPointer(id)
  if (Object.keys(group).length > 0) pointers.set(key, { ...pointers.get(key), ...group })
  return pointers
}
