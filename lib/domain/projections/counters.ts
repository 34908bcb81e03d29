import { addCounts, type Counters, type Counts, readCounters } from '../../platform/counters.ts'
import type { StreamRow } from '../../platform/stream/stream-row.ts'
import { kindOfRow } from '../kinds/lookup.ts'

/** What is mirrored from another system is no entity of the person's. */
const countedKind = ({ sk, before, after }: StreamRow) => {
  const kind = kindOfRow(sk)
  return kind?.counted === false || kind?.isMirrored?.(after ?? before ?? {}) ? undefined : kind
}

/** By how much rows change the number of entities of each kind; kinds that stay as many are left out. */
export const countChanges = (rows: StreamRow[]): Counts => {
  const counts: Counts = {}
  for (const row of rows) {
    const { action } = row
    const name = countedKind(row)?.name
    if (name && action !== 'MODIFY') counts[name] = (counts[name] ?? 0) + (action === 'INSERT' ? 1 : -1)
  }
  return Object.fromEntries(Object.entries(counts).filter(([, change]) => change !== 0))
}

/**
 * Counts a person's rows, given in stream order, each exactly once however often it comes: the counters remember the
 * last row they hold. `known`: the counters as they are. One write, none when nothing appeared or disappeared.
 */
export const countRows = async (
  userId: string,
  known: Counters,
  rows: StreamRow[],
  deadline: number,
): Promise<void> => {
  const counted = rows.filter((row) => countedKind(row) && row.action !== 'MODIFY')
  const last = counted.at(-1)
  if (!last) return
  for (let before = known; ; before = await readCounters(userId, deadline)) {
    const fresh = counted.filter(({ sequence }) => sequence > before.upTo)
    if (fresh.length === 0) return
    const change = { counts: countChanges(fresh), upTo: last.sequence }
    if (await addCounts(userId, before, change, deadline)) return
  }
}
