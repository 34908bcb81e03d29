import type { Item } from '../../../platform/partition.ts'
import type { StoredConnection } from './connection.fields.ts'
import { mirrorIdOf } from './mirrored-row.ts'
import type { Exception } from './provider.ts'

/** What is stored of one externalId: its rows by their id (several where a run was cut off), and its exceptions. */
export type Group = { calendarId: string; rows: Map<string, Item[]>; exceptions: Map<string, Exception> }
/** By the id that the event without a recurrenceId has, or would have. */
export type Groups = Map<string, Group>

export const emptyGroup = (calendarId: string): Group => ({ calendarId, rows: new Map(), exceptions: new Map() })

/** Rows of events and of exceptions, together with what belongs to them. */
export const grouped = (found: Item[], exceptions: Item[]): Groups => {
  const groups: Groups = new Map()
  const groupOf = (id: string, calendarId: unknown) => {
    const group = groups.get(id) ?? emptyGroup(String(calendarId))
    groups.set(id, group)
    return group
  }
  for (const row of found) {
    const [calendarId, externalId, rowId] = [row.calendarId, row.externalId, row.id].map(String) as [
      string,
      string,
      string,
    ]
    const connection = { provider: row.provider as StoredConnection['provider'], id: String(row.connectionId) }
    const { rows } = groupOf(mirrorIdOf(connection, calendarId, { externalId, recurrenceId: null }), calendarId)
    // A run that was cut off may have left two: the newer one says what is there.
    rows.set(
      rowId,
      [...(rows.get(rowId) ?? []), row].sort((a, b) => Number(b.version) - Number(a.version)),
    )
  }
  for (const { PK: _pk, SK: _sk, seriesId, calendarId, ...exception } of exceptions)
    groupOf(String(seriesId), calendarId).exceptions.set(String(exception.originalStart), exception as Exception)
  return groups
}
