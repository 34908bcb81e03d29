import { isDeepStrictEqual } from 'node:util'
import type { Event } from '../../platform/events/event.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk } from '../../platform/table/keys.ts'
import { readArchive } from './archive.service.ts'
import type { ArchiveStore } from './archive.ts'
import { type Drift, driftOf } from './drift.ts'
import { type Built, rebuild } from './rebuild.ts'

export const SOURCES = ['archive', 'table', 'both'] as const
export type ReplayQuery = {
  userId: string
  source: (typeof SOURCES)[number]
  /** State as of this instant (ISO UTC) instead of now. Nothing is compared then. */
  until?: string | undefined
  /** Epoch ms. */
  now: number
  deadline: number
  progress?: (what: string, done: number, of: number | null) => void
}

export type Replay = {
  built: Built[]
  events: number
  /** Number of events that are in the table but not yet in the archive. Null when the archive was not read. */
  notArchived: number | null
  drift: Drift[]
}

/** Rebuilds a person's entities from the event log, and compares them with the table unless an earlier time is given. */
export const replay = async (store: ArchiveStore, query: ReplayQuery): Promise<Replay> => {
  const { source, until, userId } = query
  const needsTable = source !== 'archive' || !until
  const rows = needsTable ? await readPartition(query) : new Map<string, Item>()
  const table = eventsIn(rows).filter(({ at }) => !until || at <= until)
  const archive = source === 'table' ? null : await readArchive(store, { userId, until, progress: fileProgress(query) })
  const events = source === 'archive' ? (archive ?? []) : [...table, ...missingIn(table, archive ?? [])]
  const { built, problems } = rebuild(events)
  const drift = [
    ...problems.map((problem) => ({ row: 'the log', problem })),
    ...(archive && needsTable ? logDrift(table, archive) : []),
    ...(until ? [] : driftOf(built, rows, query.now)),
  ]
  const notArchived = archive && needsTable ? missingIn(archive, table).length : null
  return { built, events: events.length, notArchived, drift }
}

/** All rows but the search index, which has more rows than everything else. A key cannot be empty; a space sorts first. */
const RANGES = [
  { from: ' ', to: sk.words('') },
  { from: sk.words('') + LAST, to: LAST },
]

/** Reads page after page, to report progress. */
const readPartition = async ({ userId, deadline, progress }: ReplayQuery): Promise<Map<string, Item>> => {
  const stored = partition({ userId, deadline })
  const rows = new Map<string, Item>()
  for (const range of RANGES) {
    let after: Item | undefined
    do {
      const page = await stored.page({ ...range, limit: 1_000, after }, { consistent: true })
      for (const item of page.items) rows.set(String(item.SK), item)
      after = page.next
      progress?.('rows', rows.size, null)
    } while (after)
  }
  return rows
}

const fileProgress =
  ({ progress }: ReplayQuery) =>
  (done: number, of: number): void =>
    progress?.('archive files', done, of)

const eventsIn = (rows: Map<string, Item>): Event[] =>
  [...rows].filter(([key]) => key.startsWith(sk.events())).map(([, { PK: _pk, SK: _sk, ...event }]) => event as Event)

/** The events of `others` that are not in `events`. */
const missingIn = (events: Event[], others: Event[]): Event[] => {
  const known = new Set(events.map(({ id }) => id))
  return others.filter(({ id }) => !known.has(id))
}

/** The table keeps every event for good, so the archive cannot have more, and both copies must be equal. */
const logDrift = (table: Event[], archive: Event[]): Drift[] => {
  const stored = new Map(table.map((event) => [event.id, event]))
  return archive.flatMap((event) => {
    const row = sk.event(event.id)
    const other = stored.get(event.id)
    if (!other) return [{ row, problem: 'is in the archive, but not in the table' }]
    return isDeepStrictEqual(other, event) ? [] : [{ row, problem: 'differs between the archive and the table' }]
  })
}
