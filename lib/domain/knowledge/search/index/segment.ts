import type { FoundType } from '../search.fields.ts'

/**
 * A segment is a part of a person's index that never changes: entities with their documents, the chunks of those, the different words in
 * their order, and for each word where it stands. All but the last come first in its bytes: a query reads these, and then the postings
 * of its words alone.
 */
export type Segment = {
  entities: SegmentEntity[]
  documents: SegmentDocument[]
  /** Sorted by UTF-16 units. */
  words: string[]
  /** Where the postings of each word begin in the postings, and where the last end. */
  offsets: Uint32Array
  /** PER_CHUNK numbers for each chunk. */
  chunks: Uint32Array
  /** The words of all chunks. */
  totalLength: number
}

/** The row that documents are made of, by sort key. One that is gone has no documents, and hides those of older segments. */
export type SegmentEntity = { key: string; documents: number }
export type SegmentDocument = { entity: number; id: string; type: FoundType; tags: string[]; areaId: string | null }

/** Of a chunk: its document, start, end, number of words, and the hash of what is embedded. */
export const PER_CHUNK = 6
export const CHUNK = { document: 0, start: 1, end: 2, length: 3, hash: 4 } as const

export const chunkCount = ({ chunks }: Segment): number => chunks.length / PER_CHUNK

/** Changes when segments are made in another way: an index of another form is made anew. */
export const SEGMENT_FORM = 1
const HEADER_NUMBERS = 6
const NUMBER_BYTES = 4

type Names = { entities: [string, number][]; documents: [number, string, FoundType, string[], string | null][] }

/** `front`: how many of the bytes are not postings. */
export const encodeSegment = (segment: Segment, postings: Uint8Array): { bytes: Uint8Array; front: number } => {
  const { entities, documents, words, offsets, chunks, totalLength } = segment
  const names: Names = {
    entities: entities.map((one) => [one.key, one.documents]),
    documents: documents.map(({ entity, id, type, tags, areaId }) => [entity, id, type, tags, areaId]),
  }
  const json = Buffer.from(JSON.stringify(names))
  const dictionary = Buffer.from(words.join('\n'))
  const header = Uint32Array.of(
    SEGMENT_FORM,
    json.length,
    dictionary.length,
    words.length,
    chunks.length / PER_CHUNK,
    totalLength,
  )
  const front = [header, chunks, offsets, json, dictionary].map(
    (part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
  )
  const bytes = Buffer.concat([...front, postings])
  return { bytes, front: bytes.length - postings.length }
}

/** @throws Error for bytes of another form */
export const decodeSegment = (bytes: Uint8Array): Segment => {
  // Numbers must lie at a multiple of their size, which bytes from the network do not.
  const numbersAt = (from: number, count: number) => {
    const start = bytes.byteOffset + from
    return new Uint32Array(bytes.buffer.slice(start, start + count * NUMBER_BYTES) as ArrayBuffer)
  }
  const [form, jsonBytes = 0, dictionaryBytes = 0, words = 0, count = 0, totalLength = 0] = numbersAt(0, HEADER_NUMBERS)
  if (form !== SEGMENT_FORM) throw new Error(`A segment of form ${form}`)
  let at = HEADER_NUMBERS * NUMBER_BYTES
  const chunks = numbersAt(at, count * PER_CHUNK)
  at += chunks.byteLength
  const offsets = numbersAt(at, words + 1)
  at += offsets.byteLength
  const text = (length: number) => Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString()
  const names = JSON.parse(text(jsonBytes)) as Names
  at += jsonBytes
  const dictionary = text(dictionaryBytes)
  return {
    entities: names.entities.map(([key, documents]) => ({ key, documents })),
    documents: names.documents.map(([entity, id, type, tags, areaId]) => ({ entity, id, type, tags, areaId })),
    words: dictionary === '' ? [] : dictionary.split('\n'),
    offsets,
    chunks,
    totalLength,
  }
}
