import type { NewCollection } from '../../domain/knowledge/anki/anki-writer.ts'

/** Of the note type with two sides. */
export const BASIC_ID = 1_600_000_000_000

/** As Anki makes it; `ix_notes_guid` is there while it is written. */
export const SCHEMA = `
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, ver integer not null,
  dty integer not null, usn integer not null, ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, usn integer not null,
  tags text not null, flds text not null, sfld integer not null, csum integer not null, flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer not null,
  usn integer not null, type integer not null, queue integer not null, due integer not null, ivl integer not null,
  factor integer not null, reps integer not null, lapses integer not null, left integer not null, odue integer not null,
  odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, ivl integer not null,
  lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_notes_guid ON notes (guid);`

/** The one row that holds note types, decks and their options. */
export const colRow = ({ createdAt, decks }: NewCollection) => {
  const list = decks.map(({ name }, i) => [i + 1, deckOf(i + 1, name, createdAt)])
  return {
    ...{ crt: createdAt, mod: createdAt * 1_000 },
    conf: JSON.stringify({ ...{ schedVer: 2, curDeck: 1, activeDecks: [1], nextPos: 1 }, curModel: BASIC_ID }),
    models: JSON.stringify({ [BASIC_ID]: basicOf(createdAt) }),
    decks: JSON.stringify(Object.fromEntries(list)),
    dconf: JSON.stringify({ 1: OPTIONS }),
  }
}

const deckOf = (id: number, name: string, mod: number) => ({
  ...{ id, mod, name, usn: -1, desc: '', dyn: 0, conf: 1, collapsed: false, browserCollapsed: false },
  ...{ lrnToday: [0, 0], revToday: [0, 0], newToday: [0, 0], timeToday: [0, 0], extendNew: 0, extendRev: 0 },
})

const fieldOf = (name: string, ord: number) => ({
  name,
  ord,
  sticky: false,
  rtl: false,
  font: 'Arial',
  size: 20,
  media: [],
})

const basicOf = (mod: number) => ({
  ...{
    id: BASIC_ID,
    name: 'Basic',
    type: 0,
    mod,
    usn: -1,
    sortf: 0,
    did: 1,
    vers: [],
    tags: [],
    latexPre: '',
    latexPost: '',
  },
  css: '.card { font-family: arial; font-size: 20px; text-align: center; }',
  flds: [fieldOf('Front', 0), fieldOf('Back', 1)],
  tmpls: [
    {
      ...{ name: 'Card 1', ord: 0, qfmt: '{{Front}}', afmt: '{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}' },
      ...{ bqfmt: '', bafmt: '', did: null },
    },
  ],
  req: [[0, 'any', [0]]],
})

const OPTIONS = {
  ...{ id: 1, mod: 0, name: 'Default', usn: 0, maxTaken: 60, autoplay: true, timer: 0, replayq: true, dyn: false },
  new: { bury: false, delays: [1, 10], initialFactor: 2500, ints: [1, 4, 0], order: 1, perDay: 20 },
  rev: { bury: false, ease4: 1.3, ivlFct: 1, maxIvl: 36_500, perDay: 200, hardFactor: 1.2 },
  lapse: { delays: [10], leechAction: 1, leechFails: 8, minInt: 1, mult: 0 },
}
