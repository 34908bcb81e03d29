import { DatabaseSync } from 'node:sqlite'
import type { AnkiCard, AnkiCollection, AnkiReview } from '../../domain/knowledge/anki/anki-collection.ts'
import { type NoteType, sidesOf } from './card-sides.ts'
import { fieldsOf, textOf } from './protobuf.ts'

type Row = Record<string, string | number | bigint | Uint8Array | null>

const NEEDED = ['col', 'notes', 'cards', 'revlog']
/** More text than this is no card. */
const MOST_TEXT = 200_000

/** Opens an unpacked collection; a text where it is none. The file came from anywhere: it is read only where it holds plain tables. */
export const openCollection = (file: string): AnkiCollection | string => {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file)
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0')
    if (!hasPlainTables(db)) throw new Error('Not the tables of Anki')
    knowItsCollation(db)
    return collectionIn(db)
  } catch {
    db?.close()
    return 'The collection is no database of Anki, or broken'
  }
}

/** Views, triggers, virtual tables and columns that are computed could run anything; Anki has none. */
const hasPlainTables = (db: DatabaseSync): boolean => {
  const found = db.prepare('SELECT name, type, sql FROM sqlite_master').all() as Row[]
  const isPlain = found.every(
    ({ type, sql }) =>
      (type === 'table' || type === 'index') &&
      !/\bvirtual\b|\bgenerated\b|\bas\s*\(|\bcheck\b/i.test(String(sql ?? '')),
  )
  return isPlain && NEEDED.every((name) => found.some((one) => one.type === 'table' && one.name === name))
}

/** Anki sorts names by a collation of its own, which is not needed to read them. */
const knowItsCollation = (db: DatabaseSync): void => {
  db.enableDefensive(false)
  db.exec(`PRAGMA writable_schema = ON;
    UPDATE sqlite_master SET sql = replace(sql, 'COLLATE unicase', 'COLLATE nocase') WHERE sql LIKE '%COLLATE unicase%';
    PRAGMA writable_schema = RESET`)
  db.enableDefensive(true)
}

const collectionIn = (db: DatabaseSync): AnkiCollection => {
  const col = db.prepare('SELECT crt, models, decks FROM col LIMIT 1').get() as Row
  const isNew = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'notetypes'").get() !== undefined
  const types = isNew ? typesOfTables(db) : typesOfJson(String(col.models))
  const decks = isNew ? decksOfTable(db) : decksOfJson(String(col.decks))
  const cards = db.prepare(
    `SELECT c.id, c.did, c.odid, c.ord, c.type, c.queue, c.due, c.odue, c.ivl, c.factor, c.reps, c.lapses, substr(c.data, 1, 1000) data,
       n.mid, substr(n.tags, 1, 20000) tags, CASE WHEN length(n.flds) <= ${MOST_TEXT} THEN n.flds END flds
     FROM cards c LEFT JOIN notes n ON n.id = c.nid WHERE c.id > ? ORDER BY c.id LIMIT ?`,
  )
  const read = (row: Row): AnkiCard | { name: string; reason: string } => {
    const type = types.get(Number(row.mid))
    const sides = type && row.flds !== null ? sidesOf(type, Number(row.ord), String(row.flds).split('\x1f')) : null
    if (!sides)
      return {
        name: `Card ${row.id}`,
        reason: row.flds === null ? 'It has no note, or too long a one' : 'Its note type has no such card',
      }
    return cardOf(row, sides, decks)
  }
  return {
    createdAt: Number(col.crt),
    cards: Number((db.prepare('SELECT count(*) n FROM cards').get() as Row).n),
    cardsAfter: (id, limit) => {
      const rows = cards.all(id, limit) as Row[]
      const all = rows.map(read)
      const last = rows.at(-1)
      return {
        cards: all.filter((one): one is AnkiCard => 'id' in one),
        unreadable: all.filter((one): one is { name: string; reason: string } => 'reason' in one),
        last: last ? Number(last.id) : null,
      }
    },
    reviewsOf: (ids) => {
      const marks = ids.map(() => '?').join()
      const sql = `SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog WHERE cid IN (${marks}) ORDER BY id LIMIT 200000`
      return (db.prepare(sql).all(...ids) as Row[]).map(reviewOf)
    },
    close: () => db.close(),
  }
}

const cardOf = (row: Row, { front, back }: { front: string; back: string }, decks: Map<number, string>): AnkiCard => {
  // A card that was lent to a filtered deck is where it comes from.
  const isLent = Number(row.odid) !== 0
  const deckId = Number(isLent ? row.odid : row.did)
  return {
    ...{ id: Number(row.id), deckId, deck: decks.get(deckId) ?? 'Default', front, back },
    tags: String(row.tags ?? '')
      .split(/\s+/)
      .filter(Boolean),
    ...{
      type: Number(row.type),
      queue: Number(row.queue),
      due: Number(isLent && Number(row.odue) !== 0 ? row.odue : row.due),
    },
    ...{ interval: Number(row.ivl), factor: Number(row.factor), reps: Number(row.reps), lapses: Number(row.lapses) },
    data: String(row.data ?? ''),
  }
}

const reviewOf = (row: Row): AnkiReview => ({
  ...{ at: Number(row.id), cardId: Number(row.cid), ease: Number(row.ease), interval: Number(row.ivl) },
  ...{
    lastInterval: Number(row.lastIvl),
    factor: Number(row.factor),
    durationMs: Number(row.time),
    type: Number(row.type),
  },
})

const decksOfTable = (db: DatabaseSync): Map<number, string> =>
  new Map(
    (db.prepare('SELECT id, name FROM decks').all() as Row[]).map(({ id, name }) => [
      Number(id),
      String(name).replaceAll('\x1f', '::'),
    ]),
  )

const decksOfJson = (json: string): Map<number, string> => {
  const decks = JSON.parse(json) as Record<string, { name?: unknown }>
  return new Map(Object.entries(decks).map(([id, { name }]) => [Number(id), String(name)]))
}

const typesOfTables = (db: DatabaseSync): Map<number, NoteType> => {
  const types = new Map<number, NoteType>()
  for (const { id, config } of db.prepare('SELECT id, config FROM notetypes').all() as Row[]) {
    const isCloze = fieldsOf(config as Uint8Array).some(({ number, value }) => number === 1 && value === 1)
    types.set(Number(id), { isCloze, fields: [], templates: new Map() })
  }
  for (const { ntid, ord, name } of db.prepare('SELECT ntid, ord, name FROM fields').all() as Row[]) {
    const type = types.get(Number(ntid))
    if (type && Number(ord) < 500) type.fields[Number(ord)] = String(name)
  }
  for (const { ntid, ord, config } of db.prepare('SELECT ntid, ord, config FROM templates').all() as Row[]) {
    const said = fieldsOf(config as Uint8Array)
    types.get(Number(ntid))?.templates.set(Number(ord), { front: textOf(said, 1), back: textOf(said, 2) })
  }
  return types
}

type JsonType = {
  type?: number
  flds?: { name?: string; ord?: number }[]
  tmpls?: { ord?: number; qfmt?: string; afmt?: string }[]
}

const typesOfJson = (json: string): Map<number, NoteType> => {
  const models = JSON.parse(json) as Record<string, JsonType>
  return new Map(
    Object.entries(models).map(([id, { type, flds = [], tmpls = [] }]) => {
      const fields = [...flds].sort((a, b) => (a.ord ?? 0) - (b.ord ?? 0)).map(({ name }) => String(name))
      const templates = new Map(tmpls.map(({ ord = 0, qfmt = '', afmt = '' }) => [ord, { front: qfmt, back: afmt }]))
      return [Number(id), { isCloze: type === 1, fields, templates }]
    }),
  )
}
