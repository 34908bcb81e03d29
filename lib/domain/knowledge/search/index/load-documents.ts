import { inParallel } from '../../../../platform/batches.ts'
import type { Context } from '../../../../platform/context.ts'
import { type Item, partition } from '../../../../platform/partition.ts'
import { type ContentStore, contentKey } from '../../content/content-store.ts'
import type { EntityDocuments } from './build-segment.ts'
import { documentsOf, longContentOf } from './document.ts'

const PARALLEL = 8
/** Texts that an index is made of at once: it takes many times as much memory. */
const MOST_BYTES = 8_000_000

/**
 * The documents of entities by their sort keys, as they are now; none for one that is gone. Only as many entities, from the first on, as
 * have texts of `mostBytes` together.
 */
export const loadDocuments = async (
  ctx: Context,
  store: ContentStore,
  keys: string[],
  mostBytes = MOST_BYTES,
): Promise<EntityDocuments[]> => {
  const rows = await partition(ctx).getMany(keys, { consistent: true })
  const byKey = new Map(rows.map((row) => [String(row.SK), row]))
  return withTexts(
    ctx,
    store,
    keys.map((key) => ({ key, row: byKey.get(key) ?? null })),
    mostBytes,
  )
}

export const withTexts = async (
  ctx: Context,
  store: ContentStore,
  entities: { key: string; row: Item | null }[],
  mostBytes = MOST_BYTES,
): Promise<EntityDocuments[]> => {
  let left = mostBytes
  const fitting = entities.filter(({ row }, i) => {
    left = left < 0 && i > 0 ? left : left - sizeOf(row)
    return left >= 0 || i === 0
  })
  const texts = new Map<string, string | null>()
  const long = fitting.filter(({ row }) => row && longContentOf(row))
  await inParallel(long, PARALLEL, async ({ key, row }) => {
    // Without its object a text is found by its beginning: it must not keep the others from being found.
    const hash = row && longContentOf(row)?.hash
    texts.set(key, hash ? await store.get(contentKey(ctx.userId, hash)) : null)
  })
  return fitting.map(({ key, row }) => ({ key, documents: row ? documentsOf(row, texts.get(key)) : [] }))
}

const sizeOf = (row: Item | null): number => (row && longContentOf(row)?.bytes) || String(row?.content ?? '').length
