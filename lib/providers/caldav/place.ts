import { createHash } from 'node:crypto'

/**
 * Where in the changes of a calendar a sync is, as its cursor says.
 * - `full`: everything is read, by name; those up to `after` are done. `token` and `ctag` are those from before.
 * - `sync`: what changed since `token` (RFC 6578). While an answer is taken in parts: those up to `after` are done, and
 *   `next` is the token after it.
 * - `compare`: for servers without tokens: what there was when the calendar had `ctag`.
 * `known` holds, for those without tokens, each resource with its ETag; `before` what was known when a comparison began.
 */
export type Place =
  | { phase: 'full'; token: string | null; ctag: string | null; after: string; known: string; before: string }
  | { phase: 'sync'; token: string; after: string; next: string | null }
  | { phase: 'compare'; ctag: string | null; known: string }

export const cursorOf = (place: Place): string => JSON.stringify(place)
export const placeIn = (cursor: string): Place => JSON.parse(cursor) as Place

/** So many bytes make two versions look the same once in 280 million million. */
const BYTES = 6
/** A cursor is kept in a row of the table: more resources are not remembered, and read anew. */
const MOST_KNOWN = 15_000

type Version = { name: string; etag: string | null }

const digestOf = ({ name, etag }: Version): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([name, etag]))
    .digest()
    .subarray(0, BYTES)

/** Adds versions to what is known. Those without an ETag are always new. */
export const remembered = (known: string, versions: Version[]): string => {
  const all = [Buffer.from(known, 'base64'), ...versions.filter(({ etag }) => etag !== null).map(digestOf)]
  return Buffer.concat(all)
    .subarray(0, MOST_KNOWN * BYTES)
    .toString('base64')
}

/** Whether a version is among what is known. */
export const recognizer = (known: string): ((version: Version) => boolean) => {
  const bytes = Buffer.from(known, 'base64')
  const digests = new Set<string>()
  for (let at = 0; at < bytes.length; at += BYTES) digests.add(bytes.subarray(at, at + BYTES).toString('hex'))
  return (version) => version.etag !== null && digests.has(digestOf(version).toString('hex'))
}
