import { addCounts, type Counters, type Counts, readCounters } from '../../platform/counters.ts'
import type { StreamRow } from '../../platform/stream/stream-row.ts'
import { kindOfRow } from '../kinds/lookup.ts'

const countedKind = (sk: string) => {
  const kind = kindOfRow(sk)
  return kind?.counted === false ? undefined : kind
}

/** By how much rows change the number of entities of each kind; kinds that stay as many are left out. */
export const countChanges = (rows: StreamRow[]): Counts => {
  const counts: Counts = {}
  for (const { sk, action } of rows) {
    const name = countedKind(sk)?.name
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
  const counted = rows.filter(({ sk, action }) => countedKind(sk) && action !== 'MODIFY')
  const last = counted.at(-1)
  if (!last) return
  for (let before = known; ; before = await readCounters(userId, deadline)) {
    const fresh = counted.filter(({ sequence }) => sequence > before.upTo)
    if (fresh.length === 0) return
    const change = { counts: countChanges(fresh), upTo: last.sequence }
    if (await addCounts(userId, before, change, deadline)) return
  }
}
