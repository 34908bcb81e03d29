import type { Context } from '../../../platform/context.ts'
import { type Change, create } from '../../../platform/events/change.ts'
import { MAX_TRANSACTION_ITEMS as MOST_WRITES } from '../../../platform/events/commit.ts'
import { untilCommitted } from '../../../platform/events/mutate.ts'
import type { Write } from '../../../platform/events/write.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import type { ContentStore } from '../content/content-store.ts'
import { storeContent } from '../content/long-content.ts'
import type { VaultItem, VaultItemType } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { newItem } from '../items/item.ts'
import { settleLinks, textLinks } from '../items/item-links.service.ts'
import { zettelWrite } from '../items/zettel.repository.ts'
import { freeZettels, type WantedZettel } from './bulk-zettels.repository.ts'

/** An item that an import makes. Its id says which entry of which import it is of. */
export type ImportedItem = {
  id: string
  type: VaultItemType
  fields: Pick<VaultItem, 'title' | 'area'> & Partial<VaultItem>
  content: string | null
  /** Null: it is no note. */
  zettel: WantedZettel | null
}

/** Row, title, event and zettel id of one, the row of its links, and one to spare. */
const OWN_WRITES = 6
/** The count of what the person stores. */
const SHARED_WRITES = 1
/** Of the 4 MB of a transaction. A text is in the row and in the event, and JSON and the links add to it. */
const MOST_BYTES = 3_000_000
const OWN_BYTES = 4_000

type Prepared = { item: ImportedItem; change: Change<VaultItem>; links: Write[]; settled: boolean; bytes: number }

/**
 * Creates items, as many in a transaction as fit. Those that are there, or were and have been deleted, stay as they are: so a
 * repeat changes nothing. Events, titles, links and zettel ids are those that creating them one by one would make.
 * @throws 403 PLAN_LIMIT where there is no room for the texts and files of some
 */
export const storeItems = async (ctx: Context, store: ContentStore, items: ImportedItem[]): Promise<void> => {
  const missing = await withoutKnown(ctx, items)
  let together: Prepared[] = []
  const flush = async () => {
    await storeTogether(ctx, together)
    for (const { item, settled } of together) if (!settled) await settleLinks(ctx, store, item.id)
    together = []
  }
  for (const item of missing) {
    const prepared = await prepare(ctx, store, item)
    const [writes, bytes] = [sum(together, writesOf), sum(together, (one) => one.bytes)]
    if (writes + writesOf(prepared) > MOST_WRITES - SHARED_WRITES || bytes + prepared.bytes > MOST_BYTES) await flush()
    together.push(prepared)
  }
  if (together.length > 0) await flush()
  // A worker that died may have left the links of what it created unfinished.
  for (const { id } of items) if (!missing.some((one) => one.id === id)) await settleLinks(ctx, store, id)
}

const sum = <T>(all: T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0)
const writesOf = ({ links, change }: Prepared): number => OWN_WRITES + change.after.aliases.length + links.length

const withoutKnown = async (ctx: Context, items: ImportedItem[]): Promise<ImportedItem[]> => {
  const keyOf = ({ id }: ImportedItem) => sk.entity(VAULT_ITEM.name, id)
  const keys = items.flatMap((item) => [keyOf(item), sk.trash(keyOf(item))])
  const rows = await partition(ctx).getMany(keys, { consistent: true })
  const known = new Set(rows.map(({ SK }) => String(SK)))
  return items.filter((item) => !known.has(keyOf(item)) && !known.has(sk.trash(keyOf(item))))
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

const prepare = async (ctx: Context, store: ContentStore, item: ImportedItem): Promise<Prepared> => {
  const { id, type, fields, content } = item
  const stored = await storeContent(ctx, store, content)
  const now = ctx.now()
  const change = create(VAULT_ITEM, newItem(type, { ...fields, ...stored }, { userId: ctx.userId, id, now }), now)
  const { writes, settled } = await textLinks(ctx, change.after, content, {
    isNew: true,
    taken: change.after.aliases.length,
  })
  const bytes = OWN_BYTES + 2 * bytesOf(change.data) + bytesOf(writes)
  return { item, change, links: writes, settled, bytes }
}

const storeTogether = (ctx: Context, together: Prepared[]): Promise<null> =>
  untilCommitted(ctx, async () => {
    const missing = new Set(
      await withoutKnown(
        ctx,
        together.map(({ item }) => item),
      ),
    )
    const left = together.filter(({ item }) => missing.has(item))
    const notes = left.flatMap(({ item }) => (item.zettel ? [{ id: item.id, ...item.zettel }] : []))
    const zettels = await freeZettels(ctx, notes)
    const zettelOf = new Map(notes.map(({ id }, i) => [id, zettels[i] ?? '']))
    const changes = left.map(({ change }) => {
      const zettelId = zettelOf.get(change.after.id)
      return zettelId ? create(VAULT_ITEM, { ...change.after, zettelId }, change.at) : change
    })
    const writes = [
      ...left.flatMap(({ links }) => links),
      ...[...zettelOf].map(([id, zettel]) => zettelWrite(ctx, zettel, id)),
    ]
    return { changes, writes, result: null, upsert: true }
  })
