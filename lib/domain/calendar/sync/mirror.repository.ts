import type { Context } from '../../../platform/context.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { CALENDAR_EVENT } from '../calendar-event.ts'
import type { MirrorChanges } from './mirror.ts'

/** The rows of a connection, among all events of the person: only the rows themselves say for certain what is there. */
export const loadMirrored = async (ctx: Context, connectionId: string): Promise<Item[]> => {
  const rows = await partition(ctx).range(sk.entities(CALENDAR_EVENT.name), { consistent: true })
  return rows.filter((row) => row.connectionId === connectionId)
}

/** Writes what a run changes. May be cut off after any row and repeated. */
export const writeMirrored = async (ctx: Context, changes: MirrorChanges): Promise<void> => {
  const own = partition(ctx)
  await own.writeDerived(changes.rows)
  await own.writeDerived(changes.pointers)
  await own.writeDerived(changes.pointersGone)
  await own.writeDerived(changes.rowsGone)
}

/** Takes the rows of a connection away: its events, runs, secret and, last, the row that says they have to go. */
export const removeConnectionRows = async (ctx: Context, connectionId: string): Promise<void> => {
  const own = partition(ctx)
  const events = await loadMirrored(ctx, connectionId)
  const runs = await own.range(sk.calendarRuns(connectionId), { consistent: true })
  const gone = (keys: string[]) => own.writeDerived(new Map(keys.map((key) => [key, null])))
  await gone([sk.calendarSecret(connectionId)])
  await gone([...new Set(events.map(({ id }) => sk.calendarPointer(String(id))))])
  await gone([...events, ...runs].map(({ SK }) => String(SK)))
  await gone([sk.calendarSync(connectionId)])
}
