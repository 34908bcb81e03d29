import { gunzipSync, gzipSync } from 'node:zlib'
import type { Event } from '../../platform/events/event.ts'

/** Where archived events lie: files by key. */
export type ArchiveStore = {
  /** Writes a whole file, replacing what is there. */
  put: (key: string, body: Buffer) => Promise<void>
  get: (key: string) => Promise<Buffer>
  /** Every key of a prefix, in the order of the keys. */
  list: (prefix: string) => AsyncIterable<string>
}

/** The layout's version is part of the prefix, so that another one can lie beside it. */
export const ARCHIVE_PREFIX = 'events/v1/'

/** A batch, by its first and last stream record; `eventId` is the first one's and globally unique. */
export type BatchName = { eventId: string; first: string; last: string }

/**
 * The key of a batch's events of one day. The same records give the same key, so a repeated batch replaces itself, and
 * a smaller repeat can not replace a larger one. Lambda does not name the shard: the record's own id stands for it.
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
