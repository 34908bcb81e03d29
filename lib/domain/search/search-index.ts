import { type Entity, type Kind, prefixOf } from '../../platform/events/kind.ts'
import { type DerivedRows, type Item, partition } from '../../platform/partition.ts'
import type { StreamRow } from '../../platform/stream/stream-row.ts'
import { sk } from '../../platform/table/keys.ts'
import { kindOfRow } from '../kinds/lookup.ts'
import { addToLexicon, trimLexicon } from './lexicon.repository.ts'
import { placesOf, SEARCHED } from './searched.ts'
import type { Place } from './words.ts'

/** Changes when words are made in another way: an index of another form is not asked. */
export const INDEX_FORM = 2

/** The rows of the index for one entity's row. */
const wordRows = (kind: Kind<Entity>, entitySk: string, item: Item | null): Map<string, { place: Place }> =>
  new Map([...placesOf(kind, item ?? {})].map(([word, place]) => [sk.word(word, entitySk), { place }]))

/** What changed rows change in the index: words that went, came or moved between title and text. */
export const indexChanges = (rows: StreamRow[]): DerivedRows => {
  const changes: DerivedRows = new Map()
  for (const { sk: entitySk, before, after } of rows) {
    const kind = kindOfRow(entitySk)
    if (!kind?.text) continue
    const [had, has] = [wordRows(kind, entitySk, before), wordRows(kind, entitySk, after)]
    for (const key of had.keys()) if (!has.has(key)) changes.set(key, null)
    for (const [key, row] of has) if (had.get(key)?.place !== row.place) changes.set(key, row)
  }
  return changes
}

/** Brings a person's index, and the words that misspelled ones are compared with, up to date with changed rows. */
export const updateIndex = async (userId: string, rows: StreamRow[], deadline: number): Promise<void> => {
  const changes = indexChanges(rows)
  await partition({ userId, deadline }).writeDerived(changes)
  await addToLexicon(userId, wordsIn([...changes].flatMap(([key, row]) => (row ? [key] : []))), deadline)
}

const wordsIn = (keys: Iterable<string>): Set<string> => new Set([...keys].map((key) => key.split('#', 2)[1] ?? ''))

/**
 * Makes a person's index anew and says that it is whole. Safe while the stream runs, which adds what changes meanwhile.
 * Resolves to how many entities there are and how many rows were written or taken away; to null, with nothing done,
 * when there are more than `most` entities.
 */
export const rebuildIndex = async (
  userId: string,
  deadline: number,
  most = Number.POSITIVE_INFINITY,
): Promise<{ entities: number; written: number } | null> => {
  const own = partition({ userId, deadline })
  const all = (prefix: string) => own.range(prefix, { consistent: true })
  // The index is read first: words that the stream adds from now on are not among what may be taken away.
  const known = new Map((await all(sk.words(''))).map((row) => [String(row.SK), row.place]))
  const read = async (kind: Kind<Entity>) => (await all(prefixOf(kind))).map((item) => ({ kind, item }))
  const entities = (await Promise.all(SEARCHED.map(read))).flat()
  if (entities.length > most) return null
  const wanted = new Map(entities.flatMap(({ kind, item }) => [...wordRows(kind, String(item.SK), item)]))
  const changes: DerivedRows = new Map([...wanted].filter(([key, { place }]) => known.get(key) !== place))
  for (const key of known.keys()) if (!wanted.has(key)) changes.set(key, null)
  await own.writeDerived(changes)
  const words = wordsIn(wanted.keys())
  await addToLexicon(userId, words, deadline)
  await trimLexicon(userId, words, deadline)
  await own.writeDerived(new Map([[sk.searchIndex(), { form: INDEX_FORM }]]))
  return { entities: entities.length, written: changes.size }
}
