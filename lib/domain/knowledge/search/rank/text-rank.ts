import { readPostings } from '../index/postings.ts'
import type { ReadableSegment } from '../index/read-segment.ts'
import { CHUNK, chunkCount, PER_CHUNK, type Segment, type SegmentDocument } from '../index/segment.ts'
import { type AskedWord, askedWords, placeOf } from './asked-words.ts'
import { topOf } from './top.ts'

/** A chunk that answers a query. `segment`: its place among the segments that were asked. */
export type Hit = { segment: number; chunk: number; score: number }

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with their usual values. */
const K1 = 1.2
const B = 0.75
/**
 * What having a word is worth at least, however long the chunk: Lv and Zhai, "Lower-Bounding Term Frequency Normalization", 2011
 * (BM25+), with their value. Without it, among many short notes a long one that has all words comes after a short one that has two.
 */
const DELTA = 1
/** Words of half a chunk. Chunks are no longer than twice this on purpose, and not because they say less of more things. */
const SHORTEST_AVERAGE = 150

type IsWanted = (segment: number, document: number) => boolean

/** The best chunks for a query by its words, best first, and what the words were taken for. Reads the postings of these words alone. */
export const searchText = async (
  segments: ReadableSegment[],
  query: string,
  isWanted: IsWanted,
  limit: number,
): Promise<{ hits: Hit[]; asked: AskedWord[] }> => {
  const all = segments.map(({ segment }) => segment)
  const asked = askedWords(query, all)
  const hits = await hitsFor(segments, asked, isWanted, limit)
  if (hits.length > 0) return { hits, asked }
  // The words of the query may stand only in what is there no more.
  const widened = askedWords(query, all, { widened: true })
  return { hits: await hitsFor(segments, widened, isWanted, limit), asked: widened }
}

/** By BM25+; a word in a title or a heading weighs as if it stood there several times. */
const hitsFor = async (
  segments: ReadableSegment[],
  asked: AskedWord[],
  isWanted: IsWanted,
  limit: number,
): Promise<Hit[]> => {
  const all = segments.map(({ segment }) => segment)
  const chunks = all.reduce((sum, one) => sum + chunkCount(one), 0)
  const words = all.reduce((sum, { totalLength }) => sum + totalLength, 0)
  const average = Math.max(SHORTEST_AVERAGE, words / Math.max(1, chunks))
  const scores = all.map((segment) => new Float64Array(chunkCount(segment)))
  const weights = await Promise.all(asked.map((one) => Promise.all(segments.map((each) => weightsOf(each, one)))))
  for (const bySegment of weights) {
    const having = bySegment.reduce((sum, found) => sum + found.size, 0)
    const rarity = Math.log(1 + (chunks - having + 0.5) / (having + 0.5))
    for (const [i, found] of bySegment.entries())
      for (const [chunk, weight] of found) {
        const length = all[i]?.chunks[chunk * PER_CHUNK + CHUNK.length] ?? 0
        const share = (weight * (K1 + 1)) / (weight + K1 * (1 - B + (B * length) / average))
        const score = rarity * (share + DELTA * Math.min(1, weight))
        const own = scores[i]
        if (own) own[chunk] = (own[chunk] ?? 0) + score
      }
  }
  return best(all, scores, isWanted, limit)
}

/** How much each chunk of a segment has of an asked word. Words that begin alike are neighbours: one read for all of them. */
const weightsOf = async (
  { segment, postings }: ReadableSegment,
  { meant }: AskedWord,
): Promise<Map<number, number>> => {
  const found = new Map<number, number>()
  const places = [...meant]
    .map(([word, counts]) => ({ place: placeOf(segment.words, word), word, counts }))
    .filter(({ place, word }) => segment.words[place] === word)
    .sort((a, b) => a.place - b.place)
  const runs: (typeof places)[] = []
  for (const one of places) {
    const run = runs.at(-1)
    if (run && run.at(-1)?.place === one.place - 1) run.push(one)
    else runs.push([one])
  }
  const read = async (run: typeof places) => {
    const from = segment.offsets[run[0]?.place ?? 0] ?? 0
    const bytes = await postings(from, segment.offsets[(run.at(-1)?.place ?? 0) + 1] ?? from)
    for (const { place, counts } of run) {
      const [start = 0, end = 0] = segment.offsets.subarray(place, place + 2)
      readPostings(bytes, start - from, end - from, (chunk, weight) =>
        found.set(chunk, (found.get(chunk) ?? 0) + counts * weight),
      )
    }
  }
  await Promise.all(runs.map(read))
  return found
}

/** Best first; of equals the newer. */
const byScore = (a: Hit, b: Hit): number => b.score - a.score || b.segment - a.segment || b.chunk - a.chunk

const best = (segments: Segment[], scores: Float64Array[], isWanted: IsWanted, limit: number): Hit[] => {
  const top = topOf(byScore, limit)
  for (const [segment, own] of scores.entries()) {
    const { chunks } = segments[segment] as Segment
    for (let chunk = 0; chunk < own.length; chunk++) {
      const score = own[chunk] ?? 0
      if (score > 0 && isWanted(segment, chunks[chunk * PER_CHUNK + CHUNK.document] ?? 0))
        top.add({ segment, chunk, score })
    }
  }
  return top.sorted()
}

/** Whether a document is in no newer segment, and is of those that are asked for. */
export const wantedIn = (segments: Segment[], isAskedFor: (document: SegmentDocument) => boolean) => {
  const seen = segments.map(({ documents }) => new Int8Array(documents.length))
  const newest = newestOf(segments)
  return (segment: number, document: number): boolean => {
    const known = seen[segment]?.[document]
    if (known) return known === 1
    const one = segments[segment]?.documents[document]
    const key = one && segments[segment]?.entities[one.entity]?.key
    const is = one !== undefined && key !== undefined && newest(key) === segment && isAskedFor(one)
    const own = seen[segment]
    if (own) own[document] = is ? 1 : -1
    return is
  }
}

const places = new WeakMap<Segment, Set<string>>()

const keysOf = (segment: Segment): Set<string> => {
  const known = places.get(segment)
  if (known) return known
  const keys = new Set(segment.entities.map(({ key }) => key))
  places.set(segment, keys)
  return keys
}

/** The newest segment that has an entity. Only newer ones than the oldest are looked into: it is the largest. */
const newestOf = (segments: Segment[]) => {
  const newer = segments.map((segment, i) => (i === 0 ? new Set<string>() : keysOf(segment)))
  return (key: string): number => {
    for (let i = newer.length - 1; i > 0; i--) if (newer[i]?.has(key)) return i
    return 0
  }
}
