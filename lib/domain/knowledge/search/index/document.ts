import { createHash } from 'node:crypto'
import { fromItem } from '../../../../platform/events/stored.ts'
import type { Item } from '../../../../platform/partition.ts'
import { sk } from '../../../../platform/table/keys.ts'
import { wordsOf } from '../../../text/words.ts'
import type { LongContent } from '../../content/long-content.fields.ts'
import { COURSE } from '../../courses/course.ts'
import { VAULT_ITEM } from '../../items/item.kind.ts'
import { type Chunk, chunksOf } from '../chunks/chunks.ts'
import type { FoundType } from '../search.fields.ts'

/** What can be found of the vault. Offsets of its chunks are those of `text`. */
export type Document = {
  id: string
  type: FoundType
  title: string
  text: string
  tags: string[]
  areaId: string | null
}

/** A long text that a row has only the beginning of. Null: all of it is in the row. */
export const longContentOf = (row: Item): LongContent | null => (row.longContent as LongContent | undefined) ?? null

/** Beginnings of the keys of rows that documents are made of, in their order. */
export const SOURCES = [VAULT_ITEM.name, COURSE.name].map((name) => sk.entities(name)).sort()

/** The documents of an entity's row: a course has one of its own, and one for each module. `whole`: a text the row has no room for. */
export const documentsOf = (row: Item, whole: string | null = null): Document[] => {
  const key = String(row.SK)
  const areaId = typeof row.areaId === 'string' ? row.areaId : null
  if (key.startsWith(sk.entities(COURSE.name))) return ofCourse(row, areaId)
  if (!key.startsWith(sk.entities(VAULT_ITEM.name))) return []
  const item = fromItem(VAULT_ITEM, row)
  const content = whole ?? item.content ?? ''
  const text = item.type === 'flashcard' ? [item.front, item.back, content].filter(Boolean).join('\n\n') : content
  return [{ id: item.id, type: item.type, title: item.title, text, tags: item.tags, areaId }]
}

const ofCourse = (row: Item, areaId: string | null): Document[] => {
  const { id, title, topic, description, modules } = fromItem(COURSE, row)
  const course = { id, type: 'course' as const, title, text: [topic, description].filter(Boolean).join('\n\n') }
  const parts = modules.map((one) => ({
    id: one.id,
    type: 'module' as const,
    title: one.title,
    text: one.description ?? '',
  }))
  return [course, ...parts].map((one) => ({ ...one, tags: [], areaId }))
}

/** A chunk as the index has it. `words`: how much each word weighs. `length`: how many words it has. `hash`: of what is embedded. */
export type IndexedChunk = { start: number; end: number; length: number; hash: Buffer; words: Map<string, number> }

/** A word in a title or a heading says more about a chunk than one in its text. */
const WEIGHTS = { title: 5, tag: 3, heading: 2, text: 1 }
/** What a posting has room for. */
const MAX_WEIGHT = 255
const HASH_BYTES = 8

/** The chunks of a document; one that is empty where it has no text, so that its title is found. */
export const indexedChunks = (document: Document): IndexedChunk[] => {
  const title = wordsOf(document.title)
  const tags = document.tags.flatMap(wordsOf)
  return chunksWithTitle(document).map((chunk) => {
    const words = new Map<string, number>()
    const add = (list: string[], weight: number) => {
      for (const word of list) words.set(word, Math.min(MAX_WEIGHT, (words.get(word) ?? 0) + weight))
    }
    const text = wordsOf(document.text.slice(chunk.start, chunk.end))
    add(title, WEIGHTS.title)
    add(tags, WEIGHTS.tag)
    add(chunk.headings.flatMap(wordsOf), WEIGHTS.heading)
    add(text, WEIGHTS.text)
    const hash = chunkHash(embeddedText(document, chunk))
    return { start: chunk.start, end: chunk.end, length: text.length, hash, words }
  })
}

export const chunksWithTitle = ({ text }: Document): Chunk[] => {
  const chunks = chunksOf(text)
  return chunks.length > 0 ? chunks : [{ start: 0, end: 0, headings: [] }]
}

/** What a model is given of a chunk: without its title and headings a paragraph often does not say what it is about. */
export const embeddedText = ({ title, text }: Document, { start, end, headings }: Chunk): string =>
  [[title, ...headings].join(' › '), text.slice(start, end).trim()].filter(Boolean).join('\n\n')

/** Eight bytes of SHA-256: the same text has one vector, and of 100,000 texts two are taken for one once in 4 billion vaults. */
export const chunkHash = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, HASH_BYTES)
