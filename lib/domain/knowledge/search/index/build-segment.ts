import { type Document, indexedChunks } from './document.ts'
import { byteWriter } from './postings.ts'
import { PER_CHUNK, type Segment } from './segment.ts'

/** A segment with its postings in memory. */
export type BuiltSegment = { segment: Segment; postings: Uint8Array }

/** What an entity is found by. Without documents it is gone. */
export type EntityDocuments = { key: string; documents: Document[] }

/** Makes a segment of entities, each of which comes once. */
export const buildSegment = (entities: EntityDocuments[]): BuiltSegment => {
  const byWord = new Map<string, [number, number][]>()
  const chunks: number[] = []
  const documents: Segment['documents'] = []
  let totalLength = 0
  for (const [entity, own] of entities.entries())
    for (const document of own.documents) {
      const { id, type, tags, areaId } = document
      for (const { start, end, length, hash, words } of indexedChunks(document)) {
        const chunk = chunks.length / PER_CHUNK
        chunks.push(documents.length, start, end, length, hash.readUInt32LE(0), hash.readUInt32LE(4))
        totalLength += length
        for (const [word, weight] of words) {
          const known = byWord.get(word)
          if (known) known.push([chunk, weight])
          else byWord.set(word, [[chunk, weight]])
        }
      }
      documents.push({ entity, id, type, tags, areaId })
    }
  const words = [...byWord.keys()].sort()
  const { offsets, postings } = encoded(words.map((word) => byWord.get(word) ?? []))
  return {
    segment: {
      entities: entities.map((one) => ({ key: one.key, documents: one.documents.length })),
      ...{ documents, words, offsets, totalLength },
      chunks: Uint32Array.from(chunks),
    },
    postings,
  }
}

const encoded = (lists: [number, number][][]) => {
  const offsets = new Uint32Array(lists.length + 1)
  const writer = byteWriter()
  for (const [i, list] of lists.entries()) {
    let before = 0
    for (const [chunk, weight] of list) {
      writer.number(chunk - before)
      writer.number(weight)
      before = chunk
    }
    offsets[i + 1] = writer.length
  }
  return { offsets, postings: writer.written() }
}
