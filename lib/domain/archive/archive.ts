import { gunzipSync, gzipSync } from 'node:zlib'
import type { Event } from '../../platform/events/event.ts'

/** The store of archived events: files by key. */
export type ArchiveStore = {
  /** Writes a whole file, replacing an existing one. */
  put: (key: string, body: Buffer) => Promise<void>
  get: (key: string) => Promise<Buffer>
  /** All keys with a prefix, sorted. */
  list: (prefix: string) => AsyncIterable<string>
}

/** The prefix contains the layout's version, so that another layout can exist in parallel. */
export const ARCHIVE_PREFIX = 'events/v1/'

/** The name of a batch: its first and last sequence number, and the globally unique `eventId` of the first record. */
export type BatchName = { eventId: string; first: string; last: string }

/**
 * The key of a batch's events of one day. The same records give the same key, so a repeated batch replaces itself, and
 * a smaller repeat cannot replace a larger one. Lambda does not name the shard, so the record's id identifies it.
 */
export const objectKey = (date: string, { eventId, first, last }: BatchName): string =>
  `${ARCHIVE_PREFIX}dt=${date}/${bare(first)}-${bare(last)}-${eventId.replace(/\W/g, '')}.ndjson.gz`

/** The day of the events in a file, YYYY-MM-DD. */
export const dateOfKey = (key: string): string => /\/dt=(\d{4}-\d\d-\d\d)\//.exec(key)?.[1] ?? ''

export const encodeEvents = (events: Event[]): Buffer =>
  gzipSync(events.map((event) => `${JSON.stringify(event)}\n`).join(''))

export const decodeEvents = (body: Buffer): Event[] =>
  gunzipSync(body)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event)

const bare = (sequence: string): string => sequence.replace(/^0+(?=\d)/, '')
