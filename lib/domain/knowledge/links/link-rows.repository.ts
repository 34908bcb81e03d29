import { chunked } from '../../../platform/batches.ts'
import type { Context } from '../../../platform/context.ts'
import { hasVersion, keyed, putWrite, removeWrite, staleRead, type Write } from '../../../platform/events/write.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { BacklinkRow, LinkChange, LinkRecord } from './link-record.ts'

/** Characters of one part of a record: a row holds 400 KB, and a character takes up to 4 bytes. */
const PART = 95_000

/** What is kept of the links of an item's text; null: it has none. `parts`: the rows that hold it. */
export const loadLinkRecord = async (ctx: Context, id: string): Promise<(LinkRecord & { parts: number }) | null> => {
  const rows = await partition(ctx).range(sk.allVaultLinks(id), { consistent: true })
  const record = recordOf(rows)
  return record && { ...record, parts: rows.length }
}

/** A record from its parts, in their order. */
export const recordOf = (parts: Item[]): LinkRecord | null => {
  const [first] = parts
  if (!first) return null
  const kept = JSON.parse(parts.map(({ text }) => String(text)).join('')) as Pick<
    LinkRecord,
    'links' | 'rows' | 'stale'
  >
  return { ...kept, version: Number(first.version), settled: first.settled === true }
}

/** The rows of a record; those of the parts that it has no longer go. */
export const recordWrites = (ctx: Context, id: string, record: LinkRecord, partsBefore: number): Write[] => {
  const { links, rows, stale, version, settled } = record
  const isEmpty = links.length === 0 && settled
  const texts = isEmpty ? [] : pieces(JSON.stringify({ links, rows, stale }))
  const surplus = Array.from({ length: Math.max(0, partsBefore - texts.length) }, (_, i) => texts.length + i)
  return [
    ...texts.map((text, i) =>
      putWrite(ctx, sk.vaultLinks(id, i), { text, ...(i === 0 && { source: id, version, settled }) }),
    ),
    ...surplus.map((part) => removeWrite(ctx, sk.vaultLinks(id, part))),
  ]
}

const pieces = (text: string): string[] => chunked([...text], PART).map((piece) => piece.join(''))

/** The rows by which the targets of an item's links find it. */
export const backlinkWrites = (ctx: Context, id: string, { put, gone }: Pick<LinkChange, 'put' | 'gone'>): Write[] => [
  ...[...put].map(([key, row]) => putWrite(ctx, sk.vaultBacklink(key, id), row)),
  ...gone.map((key) => removeWrite(ctx, sk.vaultBacklink(key, id))),
]

/** Requires that a record is the one that was read. */
export const requireRecord = (ctx: Context, id: string, version: number): Write => ({
  item: { ConditionCheck: { ...keyed(ctx, sk.vaultLinks(id, 0)), ...hasVersion(version) } },
  refused: staleRead,
})

/** Which texts link to a title or an id. */
export const backlinkRowsOf = async (ctx: Context, key: string, read = { consistent: false }): Promise<BacklinkRow[]> =>
  (await partition(ctx).range(sk.vaultBacklinks(key), read)) as BacklinkRow[]
