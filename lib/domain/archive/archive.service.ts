import { inParallel } from '../../platform/batches.ts'
import { Event } from '../../platform/events/event.ts'
import type { StreamRow } from '../../platform/stream/stream-row.ts'
import { ARCHIVE_PREFIX, type ArchiveStore, dateOfKey, decodeEvents, encodeEvents, objectKey } from './archive.ts'

/**
 * Archives the events of a batch, one file for each day, and resolves to the number of archived rows: all before the
 * first one that holds no event. Repeats are harmless: readers drop events whose id they have seen.
 * @throws when the store does not answer; then nothing counts as archived.
 */
export const archiveRows = async (store: ArchiveStore, rows: StreamRow[]): Promise<number> => {
  const read = rows.map(eventOf)
  const broken = read.indexOf(null)
  const done = broken === -1 ? rows.length : broken
  const events = rows.slice(0, done).map((row, i) => ({ row, event: read[i] as Event }))
  const days = Map.groupBy(events, ({ event }) => event.at.slice(0, 10))
  await Promise.all([...days].map(([date, batch]) => putBatch(store, date, batch)))
  return done
}

type Archived = { row: StreamRow; event: Event }

const putBatch = (store: ArchiveStore, date: string, batch: Archived[]): Promise<void> => {
  const [first, last] = [batch[0], batch.at(-1)] as [Archived, Archived]
  const key = objectKey(date, { eventId: first.row.eventId, first: first.row.sequence, last: last.row.sequence })
  return store.put(key, encodeEvents(batch.map(({ event }) => event)))
}

/** The stored event, including fields of later versions, or null when the row is no event. */
const eventOf = ({ after }: StreamRow): Event | null => {
  const { PK: _pk, SK: _sk, ...event } = after ?? {}
  return Event.safeParse(event).success ? (event as Event) : null
}

export type ArchiveQuery = {
  userId: string
  /** Events of this instant or earlier (ISO UTC). */
  until?: string | undefined
  /** Called after every file with the number of files read and of all files. */
  progress?: (read: number, files: number) => void
}

/** Files read in parallel. */
const PARALLEL = 8

/** A person's archived events, without repeats. Reads every file up to the day of `until`: files are by day, not by person. */
export const readArchive = async (store: ArchiveStore, query: ArchiveQuery): Promise<Event[]> => {
  const { userId, until, progress } = query
  const keys = await keysUntil(store, until?.slice(0, 10))
  const found = new Map<string, Event>()
  let read = 0
  await inParallel(keys, PARALLEL, async (key) => {
    for (const event of decodeEvents(await store.get(key))) {
      if (event.actor === userId && (!until || event.at <= until)) found.set(event.id, event)
    }
    read += 1
    progress?.(read, keys.length)
  })
  return [...found.values()]
}

const keysUntil = async (store: ArchiveStore, day: string | undefined): Promise<string[]> => {
  const keys: string[] = []
  for await (const key of store.list(ARCHIVE_PREFIX)) {
    if (day && dateOfKey(key) > day) break
    keys.push(key)
  }
  return keys
}
