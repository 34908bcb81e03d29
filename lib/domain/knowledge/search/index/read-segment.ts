import type { BuiltSegment } from './build-segment.ts'
import type { IndexStore } from './index-store.ts'
import { decodeSegment, type Segment } from './segment.ts'
import type { StoredSegment } from './vault-index.repository.ts'

/** A segment as queries read it: its postings come when they are asked for. */
export type ReadableSegment = {
  segment: Segment
  /** The bytes [from, to) of its postings. */
  postings: (from: number, to: number) => Promise<Uint8Array>
}

/** The objects that the index names are not there any more: it has been written anew since it was read. */
export class SegmentGone extends Error {}

/** A segment of up to this many bytes is read at once: another round trip would take longer. */
const SMALL_BYTES = 1_000_000

const decoded = new WeakMap<Uint8Array, Segment>()

/** The same bytes are decoded once. */
const decodedOnce = (bytes: Uint8Array): Segment => {
  const known = decoded.get(bytes)
  if (known) return known
  const segment = decodeSegment(bytes)
  decoded.set(bytes, segment)
  return segment
}

/** @throws SegmentGone */
export const openSegment = async (
  store: IndexStore,
  { key, front, bytes }: StoredSegment,
): Promise<ReadableSegment> => {
  const isSmall = bytes <= SMALL_BYTES
  const read = await load(store, key, { from: 0, to: isSmall ? bytes : front })
  const postings = (from: number, to: number) =>
    isSmall
      ? Promise.resolve(read.subarray(front + from, front + to))
      : load(store, key, { from: front + from, to: front + to })
  return { segment: decodedOnce(read), postings }
}

/** All of a segment, to be merged. @throws SegmentGone */
export const loadSegment = async (store: IndexStore, stored: StoredSegment): Promise<BuiltSegment> => {
  const bytes = await load(store, stored.key, { from: 0, to: stored.bytes })
  return { segment: decodeSegment(bytes), postings: bytes.subarray(stored.front) }
}

/** A segment in memory as queries read it. */
export const opened = ({ segment, postings }: BuiltSegment): ReadableSegment => ({
  segment,
  postings: (from, to) => Promise.resolve(postings.subarray(from, to)),
})

const load = async (store: IndexStore, key: string, range: { from: number; to: number }): Promise<Uint8Array> => {
  if (range.from === range.to) return new Uint8Array()
  const bytes = await store.getBytes(key, range)
  if (!bytes) throw new SegmentGone(key)
  return bytes
}
