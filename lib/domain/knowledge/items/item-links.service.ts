import { chunked } from '../../../platform/batches.ts'
import type { Context } from '../../../platform/context.ts'
import { checkDeadline } from '../../../platform/deadline.ts'
import type { Step } from '../../../platform/events/kind.ts'
import { find, untilCommitted } from '../../../platform/events/mutate.ts'
import type { Write } from '../../../platform/events/write.ts'
import type { ContentStore } from '../content/content-store.ts'
import { loadContent } from '../content/long-content.ts'
import { linkChange } from '../links/link-record.ts'
import { backlinkWrites, loadLinkRecord, recordWrites, requireRecord } from '../links/link-rows.repository.ts'
import type { VaultItem } from './item.fields.ts'
import { VAULT_ITEM } from './item.kind.ts'

/** Rows of links that go into the transaction of their text, which has up to 100 items; half of them may be those of linked items. */
const ROOM = 85
/** Of a transaction that follows. */
const CHUNK = 90

/** What is written along with a new or changed text. `settled`: nothing is left to write after it. */
export type TextLinks = { writes: Write[]; settled: boolean }

const NONE: TextLinks = { writes: [], settled: true }

/**
 * The rows of the links of an item's text, to be written in the item's transaction. Where they do not fit, the transaction says that
 * they are missing, and `settleLinks` writes them. `taken`: what else the transaction writes because of the item's links.
 */
export const textLinks = async (
  ctx: Context,
  item: VaultItem,
  text: string | null,
  { isNew = false, taken = 0 } = {},
): Promise<TextLinks> => {
  if (item.type === 'flashcard') return NONE
  const before = isNew ? null : await loadLinkRecord(ctx, item.id)
  const { record, put, gone } = linkChange(before, text ?? '', item)
  const settled = put.size + gone.length <= ROOM - taken
  const whole = settled ? record : { ...record, settled, stale: gone }
  return {
    writes: [
      ...recordWrites(ctx, item.id, whole, before?.parts ?? 0),
      ...(settled ? backlinkWrites(ctx, item.id, { put, gone }) : []),
    ],
    settled,
  }
}

/** The rows of the links of items whose text changes in these steps. `settleLinks` writes what does not fit their transaction. */
export const textRowsAfter = async (ctx: Context, store: ContentStore, steps: Step<VaultItem>[]): Promise<Write[]> => {
  const rows = steps.map(async ({ before, after }) => {
    if (!before || !after || isSameText(before, after)) return []
    const taken = ROOM - Math.floor(ROOM / steps.length)
    return (await textLinks(ctx, after, await loadContent(ctx, store, after), { taken })).writes
  })
  return (await Promise.all(rows)).flat()
}

const isSameText = (a: VaultItem, b: VaultItem): boolean =>
  a.content === b.content && a.longContent?.hash === b.longContent?.hash

/**
 * Writes the rows of links that did not go into the transaction of their text. May be repeated at any time, by anyone; of a text
 * that is changed meanwhile, the new links count. @throws 503 at the deadline
 */
export const settleLinks = async (ctx: Context, store: ContentStore, id: string): Promise<void> => {
  for (let done = false; !done; ) done = await settleOnce(ctx, store, id)
}

/** False: the text was changed meanwhile. */
const settleOnce = async (ctx: Context, store: ContentStore, id: string): Promise<boolean> => {
  const record = await loadLinkRecord(ctx, id)
  const item = record?.settled === false && (await find(ctx, VAULT_ITEM, id, { consistent: true }))
  if (!record || !item) return true
  const { put, gone } = linkChange(record, (await loadContent(ctx, store, item)) ?? '', item)
  const writes = backlinkWrites(ctx, id, { put, gone })
  const rest = { ...record, settled: true, stale: [] }
  for (const chunk of [...chunked(writes, CHUNK), recordWrites(ctx, id, rest, record.parts)]) {
    checkDeadline(ctx.deadline)
    const isSame = await untilCommitted(ctx, async () => {
      const now = await loadLinkRecord(ctx, id)
      if (now?.version !== record.version) return { changes: [], result: false }
      return { changes: [], writes: [...chunk, requireRecord(ctx, id, record.version)], result: true }
    })
    if (!isSame) return false
  }
  return true
}
