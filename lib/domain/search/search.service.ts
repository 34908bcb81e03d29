import type { Context } from '../../platform/context.ts'
import { type Entity, type Kind, prefixOf } from '../../platform/events/kind.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { kindOfRow } from '../kinds/lookup.ts'
import { excerptOf, titleOf } from '../text/title.ts'
import { readLexicon } from './lexicon.repository.ts'
import { askedWords, matchOf, scoreOf } from './rank.ts'
import type { SearchAnswer, SearchQuery, SearchResult } from './search.schema.ts'
import { INDEX_FORM } from './search-index.ts'
import { placesOf, SEARCHED } from './searched.ts'
import { shortestSimilar, similarWords } from './similar-words.ts'
import type { Asked, Place } from './words.ts'

/** Rows of the index that one asked word reads: 12.5 read units or so. */
const MAX_ROWS = 1_000
/** Rows that one similar word reads. */
const MAX_SIMILAR_ROWS = 200
/** Read beyond the limit, for what has changed since it was indexed and for recency to choose from. */
const SPARE = 10

/**
 * What holds every word of a query, the best match first. Two round trips that cost matches, not the collection (a third
 * for logs and notes, which are found as long as what they belong to is there). Where nothing does, words that are
 * similar to those asked for are looked up too: three round trips more. Without a whole index everything is read instead.
 */
export const search = async (ctx: Context, { q, types, limit }: SearchQuery): Promise<SearchAnswer> => {
  const asked = askedWords(q)
  const wanted = SEARCHED.filter(({ name }) => !types || types.includes(name)).map(prefixOf)
  if (asked.length === 0 || wanted.length === 0) return { results: [], total: 0, source: 'index' }
  const [isWhole, postings] = await Promise.all([
    hasIndex(ctx),
    Promise.all(asked.map(({ word }) => postingsOf(ctx, sk.words(word)))),
  ])
  if (!isWhole) return { ...(await searchTable(ctx, asked, wanted, limit)), source: 'table' }
  const found = await fromPostings(ctx, asked, postings, wanted, limit)
  if (found.results.length > 0) return { ...found, source: 'index' }
  const widened = withSimilar(asked, await similarCandidates(ctx, asked))
  if (!widened) return { ...found, source: 'index' }
  const more = await Promise.all(widened.map(async (one, i) => withPostingsOfSimilar(ctx, one, postings[i] ?? NONE)))
  return { ...(await fromPostings(ctx, widened, more, wanted, limit)), source: 'index' }
}

/** The entities that the index knows for every asked word, read and ranked anew. */
const fromPostings = async (ctx: Context, asked: Asked[], postings: Postings[], wanted: string[], limit: number) => {
  const matching = candidatesIn(asked, postings).filter(([key]) => wanted.some((prefix) => key.startsWith(prefix)))
  const isInSight = await inSight(
    ctx,
    matching.map(([key]) => key),
  )
  const candidates = matching.filter(([key]) => isInSight(key))
  const keys = candidates.slice(0, limit + SPARE).map(([SK]) => SK)
  const results = ranked(ctx, asked, storedIn(await partition(ctx).getMany(keys)))
  const isCut = postings.some(({ more }) => more)
  const gone = keys.length - results.length
  return { results: results.slice(0, limit), total: isCut ? null : candidates.length - gone }
}

/** The person's words among which those similar to a query's are, or none when no word of the query can have any. */
const similarCandidates = async (ctx: Context, asked: Asked[]): Promise<string[]> => {
  const lengths = asked.map(({ word }) => shortestSimilar(word)).filter((length) => length !== null)
  return lengths.length > 0 ? readLexicon(ctx.userId, Math.min(...lengths), ctx.deadline) : []
}

/** The words of a query with those of `words` that they may be meant for; null when that is none. */
const withSimilar = (asked: Asked[], words: Iterable<string>): Asked[] | null => {
  const different = [...new Set(words)]
  const widened = asked.map(({ word }) => ({ word, similar: new Set(similarWords(word, different)) }))
  return widened.some(({ similar }) => similar.size > 0) ? widened : null
}

const withPostingsOfSimilar = async (ctx: Context, { similar }: Asked, typed: Postings): Promise<Postings> => {
  const all = await Promise.all(
    [...(similar ?? [])].map((word) => postingsOf(ctx, sk.word(word, ''), MAX_SIMILAR_ROWS)),
  )
  const found: Postings['found'] = new Map(typed.found)
  for (const [key, places] of all.flatMap((one) => [...one.found]))
    found.set(key, [...(found.get(key) ?? []), ...places])
  return { found, more: typed.more || all.some(({ more }) => more) }
}

const hasIndex = async (ctx: Context): Promise<boolean> => {
  return (await partition(ctx).get(sk.searchIndex()))?.form === INDEX_FORM
}

/** Where an asked word stands: words and places by entity row. `more`: there are too many to read. */
type Postings = { found: Map<string, [string, Place][]>; more: boolean }
const NONE: Postings = { found: new Map(), more: false }

const postingsOf = async (ctx: Context, prefix: string, limit = MAX_ROWS): Promise<Postings> => {
  const range = { ...startingWith(prefix), limit }
  const { items, next } = await partition(ctx).page(range)
  const found: Postings['found'] = new Map()
  for (const item of items) {
    const [word = '', ...rest] = String(item.SK).slice(sk.words('').length).split('#')
    const key = rest.join('#')
    found.set(key, [...(found.get(key) ?? []), [word, item.place as Place]])
  }
  return { found, more: next !== undefined }
}

/** Entity rows that hold every asked word, best first, then newest. A word with too many rows cannot rule one out. */
const candidatesIn = (asked: Asked[], postings: Postings[]): [string, number][] => {
  const whole = postings.filter(({ more }) => !more)
  const [smallest] = (whole.length > 0 ? whole : postings).toSorted((a, b) => a.found.size - b.found.size)
  const points = (key: string) =>
    asked.reduce((sum, word, i) => sum + matchOf([word], postings[i]?.found.get(key) ?? []), 0)
  return [...(smallest?.found.keys() ?? [])]
    .filter((key) => whole.every(({ found }) => found.has(key)))
    .map((key): [string, number] => [key, points(key)])
    .sort(([a, x], [b, y]) => y - x || (idOf(a) < idOf(b) ? 1 : -1))
}

/** Ids are ULIDs: the greater, the newer. */
const idOf = (key: string): string => key.slice(key.lastIndexOf('#') + 1)

const searchTable = async (ctx: Context, asked: Asked[], prefixes: string[], limit: number) => {
  const rows = partition(ctx)
  const read = (prefix: string) => rows.range(prefix)
  const entities = storedIn((await Promise.all(prefixes.map(read))).flat())
  const found = await fromTable(ctx, asked, entities)
  const widened = found.length > 0 ? null : withSimilar(asked, wordsIn(entities))
  const results = widened ? await fromTable(ctx, widened, entities) : found
  return { results: results.slice(0, limit), total: results.length }
}

const wordsIn = (entities: Stored[]): Iterable<string> =>
  entities.flatMap(({ kind, row }) => [...placesOf(kind, row).keys()])

const fromTable = async (ctx: Context, asked: Asked[], all: Stored[]): Promise<SearchResult[]> => {
  const matching = all.filter(({ kind, row }) => scoreOf(asked, kind, row, ctx.now()) > 0)
  const isInSight = await inSight(
    ctx,
    matching.map(({ row }) => String(row.SK)),
  )
  return ranked(
    ctx,
    asked,
    matching.filter(({ row }) => isInSight(String(row.SK))),
  )
}

/** An entity's row with its kind. */
type Stored = { kind: Kind<Entity>; row: Item }

const storedIn = (rows: Item[]): Stored[] =>
  rows.flatMap((row) => {
    const kind = kindOfRow(String(row.SK))
    return kind ? [{ kind, row }] : []
  })

/** The entities that answer the query, best first. */
const ranked = (ctx: Context, asked: Asked[], entities: Stored[]): SearchResult[] =>
  entities
    .map(({ kind, row }) => ({
      entityType: kind.name,
      id: String(row.id),
      title: titleOf(kind, row),
      excerpt: excerptOf(kind, row),
      score: Math.round(scoreOf(asked, kind, row, ctx.now()) * 1_000) / 1_000,
      updatedAt: String(row.updatedAt),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))

/**
 * Whether the parent of an entity's row exists: the logs of a deleted metric are out of sight. No round trip where
 * none belongs to anything.
 */
const inSight = async (ctx: Context, rowKeys: string[]): Promise<(rowKey: string) => boolean> => {
  const parents = [...new Set(rowKeys.map(parentKey))].filter((key) => key !== null)
  const found = new Set((await partition(ctx).getMany(parents)).map(({ SK }) => SK))
  return (rowKey) => {
    const parent = parentKey(rowKey)
    return parent === null || found.has(parent)
  }
}

/** The parent's id comes first in the key of a row. */
const parentKey = (rowKey: string): string | null => {
  const parent = kindOfRow(rowKey)?.parent
  return parent ? sk.entity(parent.kind, rowKey.split('#')[1] ?? '') : null
}
