import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type {
  AnkiWriter,
  WriteAnkiCollection,
  WrittenCard,
  WrittenReview,
} from '../../domain/knowledge/anki/anki-writer.ts'
import { BASIC_ID, colRow, SCHEMA } from './schema-11.ts'

/** Writes a collection of schema 11 with `node:sqlite` to the disk of this process. The same cards are the same bytes. */
export const writeAnkiCollection: WriteAnkiCollection = async (name, facts, written) => {
  const file = join(tmpdir(), `${name}.export.anki21`)
  await rm(file, { force: true })
  if (written) await writeFile(file, written)
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF')
  if (!written) {
    db.exec(SCHEMA)
    db.prepare(`INSERT INTO col VALUES (1, :crt, :mod, :mod, 11, 0, 0, 0, :conf, :models, :decks, :dconf, '{}')`).run(
      colRow(facts),
    )
  }
  db.exec('BEGIN')
  const numbers = new Map(facts.decks.map(({ id }, i) => [id, i + 1]))
  const add = { card: cardAdder(db, numbers, facts.createdAt), review: reviewAdder(db) }
  const close: AnkiWriter['close'] = async (isDone) => {
    db.exec('COMMIT')
    if (isDone) db.exec('DROP INDEX ix_notes_guid')
    db.close()
    const bytes = await readFile(file)
    await rm(file, { force: true })
    return bytes
  }
  return { addCard: add.card, addReview: add.review, close }
}

/** Ids are times of creation; of equal ones each is a millisecond later. */
const lastId = (db: DatabaseSync, table: string): number =>
  Number(db.prepare(`SELECT coalesce(max(id), 0) id FROM ${table}`).get()?.id)

const cardAdder = (db: DatabaseSync, decks: Map<string, number>, seconds: number) => {
  const note = db.prepare(`INSERT INTO notes VALUES (?, ?, ${BASIC_ID}, ?, -1, ?, ?, ?, ?, 0, '')`)
  const card = db.prepare('INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)')
  let last = lastId(db, 'notes')
  let place = Number(db.prepare('SELECT count(*) n FROM cards WHERE type = 0').get()?.n)
  return (one: WrittenCard): void => {
    last = Math.max(one.createdAt, last + 1)
    const plain = one.front.replace(/<[^>]*>/g, '')
    const checksum = createHash('sha1').update(plain).digest().readUInt32BE(0)
    const tags = one.tags.length > 0 ? ` ${one.tags.join(' ')} ` : ''
    note.run(last, one.guid, seconds, tags, `${one.front}\x1f${one.back}`, plain, checksum)
    if (one.due === null) place += 1
    const { type, queue, due, interval, factor, reps, lapses, data } = one
    const deck = decks.get(one.deckId) ?? 1
    card.run(last, last, deck, seconds, type, queue, due ?? place, interval, factor, reps, lapses, data)
  }
}

const reviewAdder = (db: DatabaseSync) => {
  const cardOf = db.prepare('SELECT c.id, c.ivl, c.due FROM notes n JOIN cards c ON c.nid = n.id WHERE n.guid = ?')
  const before = db.prepare('SELECT id FROM revlog WHERE cid = ? ORDER BY id DESC LIMIT 1')
  const complete = db.prepare('UPDATE revlog SET ivl = ? WHERE id = ?')
  const insert = db.prepare('INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)')
  let last = lastId(db, 'revlog')
  return (one: WrittenReview): boolean => {
    const card = cardOf.get(one.guid)
    if (!card) return false
    const earlier = before.get(Number(card.id))
    // What a review came to is what the next one found, or what the card is now.
    const found = earlier ? intervalOf(one.intervalBefore, one.dueAtBefore - Number(earlier.id)) : 0
    if (earlier) complete.run(found, Number(earlier.id))
    last = Math.max(one.at, last + 1)
    const now = intervalOf(Number(card.ivl), Number(card.due) * 1_000 - one.at)
    insert.run(last, Number(card.id), one.ease, now, found, one.factor, one.durationMs, one.type)
    return true
  }
}

/** Days, or a negative number of seconds within the steps of learning. */
const intervalOf = (days: number, waitMs: number): number =>
  days >= 1 ? days : -Math.min(Math.max(1, Math.round(waitMs / 1_000)), 86_400)
