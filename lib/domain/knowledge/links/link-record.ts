import { createHash } from 'node:crypto'
import type { Item } from '../../../platform/partition.ts'
import { meaningsOf, sameTitle, titleKey } from './link-target.ts'
import { type Wikilink, wikilinksIn } from './wikilinks.ts'

/** A link as it is kept: what it says, whichever items there are. */
export type KeptLink = { target: string; alias: string | null; embed: boolean }

/**
 * What is kept of the links of one text. `version`: the item's, when it got the text. `rows`: the keys of what it links to, with a
 * hash of what the row there says. Until it is settled, some of these rows may be missing, and those of `stale` may still be there.
 */
export type LinkRecord = {
  version: number
  links: KeptLink[]
  rows: Record<string, string>
  settled: boolean
  stale: string[]
}

/**
 * What a row says that lets the target find the text. `longer`: for each way in which links say its title, the keys of the titles that
 * they mean rather than this, if they exist.
 */
export type BacklinkRow = { source: string; snippet: string; longer: string[][] }

/** Characters of the text shown on either side of a link. */
const AROUND = 90

/** The links of a text, and the rows by which their targets find it. */
export const linksIn = (text: string, source: string): { links: KeptLink[]; rows: Map<string, BacklinkRow> } => {
  const links = new Map<string, KeptLink>()
  const rows = new Map<string, BacklinkRow>()
  for (const link of wikilinksIn(text)) {
    const { target, alias, embed } = link
    const shown = alias && cut(alias)
    const name = JSON.stringify([sameTitle(target), shown])
    if (links.get(name)?.embed !== false) links.set(name, { target, alias: shown, embed })
    const keys = meaningsOf(target).map(titleKey)
    for (const [i, key] of keys.entries()) {
      const known = rows.get(key)
      const ways = known?.longer ?? []
      if (ways.length < MAX_WAYS || i === 0)
        rows.set(key, {
          source,
          snippet: known?.snippet ?? snippetOf(text, link),
          longer: i === 0 ? [[]] : ways[0]?.length === 0 ? ways : [...ways, keys.slice(0, i)],
        })
    }
  }
  return { links: [...links.values()], rows }
}

const MAX_ALIAS = 200
/** Headings of one title that a text links to. */
const MAX_WAYS = 20
const cut = (alias: string) => alias.slice(0, MAX_ALIAS).toWellFormed()

/** The words around a link, on one line. */
const snippetOf = (text: string, { start, end }: Wikilink): string => {
  const before = text.slice(Math.max(0, start - AROUND), start)
  const after = text.slice(end, end + AROUND)
  const [from, to] = [start > AROUND ? before.replace(/^\S*\s/, '') : before, after.replace(/\s\S*$/, '')]
  const ending = end + AROUND < text.length ? to : after
  return `${from}${text.slice(start, end)}${ending}`.replace(/\s+/g, ' ').trim().toWellFormed()
}

/** What changes when a text gets other links than those of `before`. */
export type LinkChange = { record: LinkRecord; put: Map<string, Item>; gone: string[] }

/** `before`: null where the item had no links. A record that was not settled counts as if none of its rows were certain. */
export const linkChange = (
  before: LinkRecord | null,
  text: string,
  item: { id: string; version: number },
): LinkChange => {
  const { links, rows } = linksIn(text, item.id)
  const hashes = Object.fromEntries([...rows].map(([key, row]) => [key, hashOf(row)]))
  const certain = before?.settled ? before.rows : {}
  return {
    record: { version: item.version, links, rows: hashes, settled: true, stale: [] },
    put: new Map([...rows].filter(([key]) => certain[key] !== hashes[key])),
    gone: [...new Set([...Object.keys(before?.rows ?? {}), ...(before?.stale ?? [])])].filter((key) => !rows.has(key)),
  }
}

const hashOf = (row: BacklinkRow): string =>
  createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 8)
