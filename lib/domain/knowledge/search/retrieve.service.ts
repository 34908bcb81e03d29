import type { Context } from '../../../platform/context.ts'
import type { Embedder } from '../../ai/embedder.ts'
import type { Document } from './index/document.ts'
import type { IndexStores } from './index/index-store.ts'
import { loadDocuments } from './index/load-documents.ts'
import { SegmentGone } from './index/read-segment.ts'
import { CHUNK, PER_CHUNK, type SegmentDocument } from './index/segment.ts'
import type { VaultIndex } from './index/vault-index.repository.ts'
import { type OpenIndex, openIndex } from './open-index.service.ts'
import type { AskedWord } from './rank/asked-words.ts'
import { fuse, type Match, type Ranked } from './rank/fuse.ts'
import { type Hit, searchText, wantedIn } from './rank/text-rank.ts'
import type { SearchMode } from './search.schema.ts'
import { inMemory, type Near } from './vectors/nearest.ts'
import { openVectors } from './vectors/open-vectors.ts'
import { queryVector } from './vectors/query-vector.service.ts'
import { semanticHits } from './vectors/semantic-rank.ts'

export type Wanted = {
  query: string
  mode: SearchMode
  /** Which documents may be found. */
  isAskedFor: (document: SegmentDocument) => boolean
  /** How many chunks are looked for, by words and by meaning each. */
  chunks: number
}

/** A chunk that was found, with its document as it is now. Offsets are those of the document's text. */
export type Found = { document: Document; start: number; end: number; score: number; matches: Match[] }
export type Retrieved = { found: Found[]; mode: SearchMode; isWhole: boolean; words: Set<string> }

/** More than any number of items that one answer shows. */
const MOST_BYTES = 60_000_000

/** Where the index is, and who makes vectors. */
export type Sources = { stores: IndexStores; embedder: Embedder }

type Place = { key: string; id: string; start: number; end: number }

/**
 * The chunks of the vault that answer a query, best first. `pick`: those whose documents are loaded; a chunk that has changed since it
 * was indexed, or whose entity is gone, is left out.
 */
export const retrieve = async (
  ctx: Context,
  { stores, embedder }: Sources,
  wanted: Wanted,
  pick: (places: Place[]) => Place[],
): Promise<Retrieved> => {
  const open = await openIndex(ctx, stores)
  const segments = open.segments.map(({ segment }) => segment)
  const isWanted = wantedIn(segments, wanted.isAskedFor)
  const near = wanted.mode === 'text' ? null : await nearestTo(ctx, { stores, embedder }, open.index, wanted.query)
  const byMeaning = near && semanticHits(segments, near, isWanted, wanted.chunks)
  const { hits, asked } = await searchText(open.segments, wanted.query, isWanted, wanted.chunks)
  const ranked = rankingOf(open, wanted.mode, hits, byMeaning)
  const picked = new Set(pick(ranked.map(({ item }) => item)))
  const documents = await documentsAt(ctx, stores, picked)
  const found = ranked.flatMap(({ item, score, matches }) => {
    const document = picked.has(item) ? documents.get(item.id) : undefined
    return document && item.end <= document.text.length ? [{ ...item, document, score, matches }] : []
  })
  return { found, mode: byMeaning ? wanted.mode : 'text', isWhole: open.isWhole, words: wordsIn(asked) }
}

/** By words and by meaning, or by one of them alone, with its own score. */
const rankingOf = (open: OpenIndex, mode: SearchMode, byText: Hit[], byMeaning: Hit[] | null): Ranked<Place>[] => {
  const alone = (hits: Hit[], by: Match) =>
    hits.map((hit) => ({ item: placeOf(open, hit), score: hit.score, matches: [by] }))
  if (!byMeaning) return alone(byText, 'text')
  if (mode === 'semantic') return alone(byMeaning, 'semantic')
  const places = (hits: Hit[]) => hits.map((hit) => placeOf(open, hit))
  return fuse(
    [
      { by: 'text', items: places(byText) },
      { by: 'semantic', items: places(byMeaning) },
    ],
    ({ id, start, end }) => `${id} ${start} ${end}`,
  )
}

/** More than is answered: the filter and what has changed take some away. */
const NEAREST = 1_000
/** Less than this of a cosine is no likeness. */
const LEAST_COSINE = 0.15

/** Null: there are no vectors, or the query has none. */
const nearestTo = async (
  ctx: Context,
  { stores, embedder }: Sources,
  { vectorModel, vectors }: VaultIndex,
  query: string,
): Promise<Near[] | null> => {
  if (vectors.length === 0) return null
  const [vector, files] = await Promise.all([
    queryVector(ctx, embedder, vectorModel, query),
    openVectors(stores, vectors).catch((error) => {
      if (error instanceof SegmentGone) return null // written anew this moment: words alone are found
      throw error
    }),
  ])
  return vector && files && inMemory(files).nearest(vector, NEAREST, LEAST_COSINE)
}

const wordsIn = (asked: AskedWord[]): Set<string> => new Set(asked.flatMap(({ meant }) => [...meant.keys()]))

const placeOf = ({ segments }: OpenIndex, { segment: i, chunk }: Hit): Place => {
  const segment = segments[i]?.segment
  const [document = 0, start = 0, end = 0] = segment?.chunks.subarray(chunk * PER_CHUNK + CHUNK.document) ?? []
  const one = segment?.documents[document]
  return { key: segment?.entities[one?.entity ?? 0]?.key ?? '', id: one?.id ?? '', start, end }
}

const documentsAt = async (ctx: Context, stores: IndexStores, places: Set<Place>): Promise<Map<string, Document>> => {
  const keys = [...new Set([...places].map(({ key }) => key))]
  const entities = await loadDocuments(ctx, stores, keys, MOST_BYTES)
  return new Map(entities.flatMap(({ documents }) => documents).map((document) => [document.id, document]))
}
