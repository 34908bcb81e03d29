import type { BuiltSegment } from './build-segment.ts'
import { byteWriter, readPostings } from './postings.ts'
import { CHUNK, chunkCount, PER_CHUNK, type Segment } from './segment.ts'

const GONE = -1

/**
 * One segment of several, given oldest first: of an entity that is in more than one, the newest counts. `isOldest`: nothing older is left,
 * so entities that are gone need not be remembered.
 */
export const mergeSegments = (parts: BuiltSegment[], { isOldest }: { isOldest: boolean }): BuiltSegment => {
  const segments = parts.map(({ segment }) => segment)
  const kept = keptIn(segments, isOldest)
  const chunks = segments.reduce((sum, one) => sum + chunkCount(one), 0)
  const merged = { chunks: new Uint32Array(chunks * PER_CHUNK), count: 0, totalLength: 0 }
  const moved = segments.map((segment, i) => moveChunks(segment, kept.documentsOf[i] ?? [], merged))
  return {
    ...mergedPostings(parts, moved, {
      entities: kept.entities,
      documents: kept.documents,
      chunks: merged.chunks.slice(0, merged.count * PER_CHUNK),
      totalLength: merged.totalLength,
    }),
  }
}

/** The entities and documents that stay, and for each segment the new place of each of its documents. */
const keptIn = (segments: Segment[], isOldest: boolean) => {
  const newest = new Map(segments.flatMap(({ entities }, i) => entities.map(({ key }) => [key, i] as const)))
  const entities: Segment['entities'] = []
  const documents: Segment['documents'] = []
  const documentsOf = segments.map((segment, i) => {
    const places = segment.entities.map(({ key, documents: count }) => {
      if (newest.get(key) !== i || (count === 0 && isOldest)) return GONE
      return entities.push({ key, documents: count }) - 1
    })
    return segment.documents.map((document) => {
      const entity = places[document.entity] ?? GONE
      return entity === GONE ? GONE : documents.push({ ...document, entity }) - 1
    })
  })
  return { entities, documents, documentsOf }
}

type Merged = { chunks: Uint32Array; count: number; totalLength: number }

/** Copies the chunks that stay; the new place of each. */
const moveChunks = (segment: Segment, documents: number[], merged: Merged): Int32Array => {
  const places = new Int32Array(chunkCount(segment)).fill(GONE)
  for (let i = 0; i < places.length; i++) {
    const from = i * PER_CHUNK
    const document = documents[segment.chunks[from + CHUNK.document] ?? 0] ?? GONE
    if (document === GONE) continue
    const to = merged.count * PER_CHUNK
    merged.chunks.set(segment.chunks.subarray(from, from + PER_CHUNK), to)
    merged.chunks[to + CHUNK.document] = document
    merged.totalLength += segment.chunks[from + CHUNK.length] ?? 0
    places[i] = merged.count++
  }
  return places
}

/** Words that stand nowhere any more are left out. */
const mergedPostings = (
  parts: BuiltSegment[],
  moved: Int32Array[],
  rest: Omit<Segment, 'words' | 'offsets'>,
): BuiltSegment => {
  const at = parts.map(() => 0)
  const words: string[] = []
  const offsets = [0]
  const writer = byteWriter(parts.reduce((sum, { postings }) => sum + postings.length, 1))
  for (;;) {
    const word = smallest(parts, at)
    if (word === null) break
    let before = 0
    for (const [i, { segment, postings }] of parts.entries()) {
      const place = at[i] ?? 0
      if (segment.words[place] !== word) continue
      at[i] = place + 1
      readPostings(postings, segment.offsets[place] ?? 0, segment.offsets[place + 1] ?? 0, (chunk, weight) => {
        const to = moved[i]?.[chunk] ?? GONE
        if (to === GONE) return
        writer.number(to - before)
        writer.number(weight)
        before = to
      })
    }
    if (writer.length === offsets.at(-1)) continue
    words.push(word)
    offsets.push(writer.length)
  }
  return { segment: { ...rest, words, offsets: Uint32Array.from(offsets) }, postings: writer.written() }
}

const smallest = (parts: BuiltSegment[], at: number[]): string | null => {
  let found: string | null = null
  for (const [i, { segment }] of parts.entries()) {
    const word = segment.words[at[i] ?? 0]
    if (word !== undefined && (found === null || word < found)) found = word
  }
  return found
}
