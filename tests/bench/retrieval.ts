import { type BuiltSegment, buildSegment } from '../../lib/domain/knowledge/search/index/build-segment.ts'
import type { IndexStore } from '../../lib/domain/knowledge/search/index/index-store.ts'
import { mergeSegments } from '../../lib/domain/knowledge/search/index/merge-segments.ts'
import { openSegment } from '../../lib/domain/knowledge/search/index/read-segment.ts'
import { chunkCount, encodeSegment } from '../../lib/domain/knowledge/search/index/segment.ts'
import { searchText, wantedIn } from '../../lib/domain/knowledge/search/rank/text-rank.ts'
import { inMemory } from '../../lib/domain/knowledge/search/vectors/nearest.ts'
import { encodeVectors, packed, quantized, unitVector } from '../../lib/domain/knowledge/search/vectors/vector-file.ts'
import { median } from './measure.ts'

const DIMENSIONS = 512
const QUERIES = 20
const WORDS = 30_000
const PART = 10_000

/** Numbers in [0, 1), the same in each run (mulberry32). */
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const wordAt = (i: number): string => `w${i.toString(36)}${((i * 7_919) % 1_296).toString(36)}`

/** Notes of one chunk each, of 250 words whose frequencies fall as in languages (Zipf). */
const notes = (count: number): BuiltSegment => {
  const next = numbers(1)
  const word = () => wordAt(Math.floor(WORDS ** next()))
  const text = () => Array.from({ length: 250 }, word).join(' ')
  return buildSegment(
    Array.from({ length: count }, (_, i) => ({
      key: `KNOWLEDGEITEM#${i}`,
      documents: [{ id: `${i}`, type: 'note' as const, title: word(), text: text(), tags: [], areaId: null }],
    })),
  )
}

/** As many times as many, under other names. */
const repeated = (built: BuiltSegment, times: number): BuiltSegment => {
  const copies = Array.from({ length: times }, (_, n) => {
    const entities = built.segment.entities.map((one) => ({ ...one, key: `${one.key}-${n}` }))
    const documents = built.segment.documents.map((one) => ({ ...one, id: `${one.id}-${n}` }))
    return { ...built, segment: { ...built.segment, entities, documents } }
  })
  return mergeSegments(copies, { isOldest: true })
}

const storeOf = (bytes: Uint8Array) => {
  const used = { bytes: 0, requests: 0 }
  const kept = new Map<string, Uint8Array>()
  const getBytes: IndexStore['getBytes'] = async (_, range) => {
    const name = JSON.stringify(range)
    const known = kept.get(name)
    if (known) return known
    const part = bytes.subarray(range?.from, range?.to)
    used.bytes += part.length
    used.requests += 1
    if (range?.from === 0) kept.set(name, part) // as the function keeps it
    return part
  }
  return { used, store: { getBytes, putBytes: async () => {}, deleteBytes: async () => {} } }
}

export type RetrievalFigure = {
  chunks: number
  indexBytes: number
  firstBytes: number
  textMs: number
  textBytes: number
  requests: number
  vectorBytes: number
  vectorMs: number
  recall: number
  dollars: number
}

export const measureRetrieval = async (): Promise<RetrievalFigure[]> => {
  const part = notes(PART)
  return [await measure(part), await measure(repeated(part, 10))]
}

const measure = async ({ segment, postings }: BuiltSegment): Promise<RetrievalFigure> => {
  const { bytes, front } = encodeSegment(segment, postings)
  const { used, store } = storeOf(bytes)
  const stored = { key: 'k', chunks: chunkCount(segment), front, bytes: bytes.length }
  const next = numbers(2)
  const query = () => Array.from({ length: 3 }, () => wordAt(Math.floor(WORDS ** (0.3 + 0.7 * next())))).join(' ')
  const ask = async () => {
    const open = [await openSegment(store, stored)]
    return searchText(
      open,
      query(),
      wantedIn([open[0]?.segment ?? segment], () => true),
      200,
    )
  }
  await ask()
  const before = { ...used, bytes: used.bytes - front }
  const times: number[] = []
  for (let i = 0; i < QUERIES; i++) {
    const started = performance.now()
    await ask()
    times.push(performance.now() - started)
  }
  const textMs = median(times)
  const vectors = await measureVectors(stored.chunks)
  const requests = (used.requests - before.requests) / QUERIES
  return {
    ...{ chunks: stored.chunks, indexBytes: bytes.length, firstBytes: front, textMs, requests },
    textBytes: (used.bytes - before.bytes - front) / QUERIES,
    ...vectors,
    dollars: dollarsOf(textMs + vectors.vectorMs, requests),
  }
}

/** us-east-1, November 2026, on demand: Lambda on arm64, S3 GET, read units (5 for index and changes, 20 for the rows shown). */
const dollarsOf = (ms: number, requests: number): number =>
  1_000 * ((ms / 1_000) * 1.769 * 0.0000133334 + requests * 0.0000004 + 25 * 0.000000125 + 0.0000002)

const measureVectors = async (count: number) => {
  const next = numbers(3)
  const noise = () => next() + next() + next() - 1.5
  const centres = Array.from({ length: 100 }, () => Float32Array.from({ length: DIMENSIONS }, noise))
  const near = (i: number) => Float32Array.from(centres[i % 100] ?? [], (value) => value + 0.7 * noise())
  const exact = Array.from({ length: count }, (_, i) => near(i))
  const file = packed(
    DIMENSIONS,
    exact.map((vector, i) => ({ hash: [i, 0] as [number, number], vector: quantized([...vector]) })),
  )
  const times: number[] = []
  let common = 0
  for (let i = 0; i < QUERIES; i++) {
    const query = near(i * 7)
    const started = performance.now()
    const found = await inMemory([file]).nearest(unitVector([...query]), 10, -1)
    times.push(performance.now() - started)
    const best = new Set(nearestExactly(exact, query))
    common += found.filter(({ a }) => best.has(a)).length
  }
  return { vectorBytes: encodeVectors(file).length, vectorMs: median(times), recall: common / (10 * QUERIES) }
}

const nearestExactly = (vectors: Float32Array[], query: Float32Array): number[] => {
  const cosines = vectors.map((vector, i) => {
    let [product, square] = [0, 0]
    for (let j = 0; j < vector.length; j++) {
      product += (vector[j] ?? 0) * (query[j] ?? 0)
      square += (vector[j] ?? 0) ** 2
    }
    return { i, cosine: product / Math.sqrt(square) }
  })
  return cosines
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, 10)
    .map(({ i }) => i)
}
