import { inParallel } from '../../../platform/batches.ts'
import type { Context } from '../../../platform/context.ts'
import {
  ABSENT,
  type Condition,
  hasVersion,
  keyed,
  putWrite,
  removeWrite,
  staleRead,
  type Write,
} from '../../../platform/events/write.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import { type Group, type Groups, grouped } from './groups.ts'
import type { MirrorChanges } from './mirror.ts'

const PARALLEL = 8

/**
 * Everything that is stored of a connection, found among all events of the person: only the rows themselves say for certain
 * what is there. 0.13 read units for each event of the person.
 */
export const loadMirrored = async (ctx: Context, connectionId: string): Promise<Groups> => {
  const own = partition(ctx)
  const [rows, exceptions] = await Promise.all([
    own.range(sk.entities(CALENDAR_EVENT.name), { consistent: true }),
    own.range(sk.calendarExceptions(connectionId), { consistent: true }),
  ])
  return grouped(
    rows.filter((row) => row.connectionId === connectionId),
    exceptions,
  )
}

/** What is stored of some groups, found by their pointers: one or two read units for each event. */
export const loadGroups = async (ctx: Context, connectionId: string, ids: Iterable<string>): Promise<Groups> => {
  const own = partition(ctx)
  const read = { consistent: true }
  const pointers = await own.getMany([...ids].map(sk.calendarPointer), read)
  const parts = pointers.flatMap((row) => (row.parts as string[] | undefined) ?? [])
  const others = await own.getMany(parts.map(sk.calendarPointer), read)
  const places = [...pointers, ...others].flatMap(({ to }) => (typeof to === 'string' ? [to] : []))
  const exceptions: Item[] = []
  const series = pointers.filter((row) => row.hasExceptions).map(({ SK }) => String(SK).slice(POINTER))
  const [rows] = await Promise.all([
    own.getMany(places, read),
    inParallel(series, PARALLEL, async (id) => {
      exceptions.push(...(await own.range(sk.calendarExceptions(connectionId, id), read)))
    }),
  ])
  return grouped(rows, exceptions)
}

const POINTER = sk.calendarPointer('').length

/** Writes what a run changes. May be cut off after any row and repeated. */
export const writeMirrored = async (ctx: Context, changes: MirrorChanges): Promise<void> => {
  const own = partition(ctx)
  await own.writeDerived(changes.exceptions)
  await own.writeDerived(changes.rows)
  await own.writeDerived(changes.pointers)
  await own.writeDerived(changes.pointersGone)
  await own.writeDerived(changes.rowsGone)
}

/** The same in one transaction, each row of an event under the condition that it is as it was read. */
export const mirrorWrites = (ctx: Context, group: Group | undefined, changes: MirrorChanges): Write[] => {
  const known = new Map([...(group?.rows.values() ?? [])].flat().map((row) => [String(row.SK), Number(row.version)]))
  const condition = (SK: string): Condition => {
    const version = known.get(SK)
    return version === undefined ? ABSENT : hasVersion(version)
  }
  const plain = ([SK, row]: [string, Item | null]) => (row ? putWrite(ctx, SK, row) : removeWrite(ctx, SK))
  const { exceptions, rows, pointers, pointersGone, rowsGone } = changes
  return [
    ...[...exceptions, ...pointers, ...pointersGone].map(plain),
    ...[...rows].flatMap(([SK, row]) => (row ? [putWrite(ctx, SK, row, condition(SK))] : [])),
    ...[...rowsGone.keys()].map((SK): Write => {
      if (!known.has(SK)) return removeWrite(ctx, SK)
      return { item: { Delete: { ...keyed(ctx, SK), ...condition(SK) } }, refused: staleRead }
    }),
  ]
}
