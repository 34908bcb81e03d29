import { inParallel } from '../../../platform/batches.ts'
import type { Context } from '../../../platform/context.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { listPage, type Page } from '../../../platform/lists/list.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import type { ContentStore } from '../content/content-store.ts'
import { loadContent } from '../content/long-content.ts'
import type { VaultItem } from './item.fields.ts'
import { VAULT_ITEM } from './item.kind.ts'
import type { AnyVaultItem, ItemQuery } from './item.schema.ts'
import { searchableText, viewItem } from './item.ts'

/** Of long texts, what one answer has room for besides its rows: the others are there with their beginning. */
const LONG_BYTES = 2_000_000
const PARALLEL = 8

/** Items of all types in the order of their creation. */
export const listItems = async (ctx: Context, store: ContentStore, query: ItemQuery): Promise<Page<AnyVaultItem>> => {
  const { page, pageSize, cursor, ...filters } = query
  const keep = filterOf(filters)
  const found = await listPage(
    ctx,
    {
      name: `vault ${JSON.stringify(filters)}`,
      range: startingWith(sk.entities(VAULT_ITEM.name)),
      read: (item) => fromItem(VAULT_ITEM, item),
      ...(keep ? { keep } : { counted: VAULT_ITEM.name }),
    },
    { page, pageSize, cursor },
  )
  return { ...found, data: await viewsOf(ctx, store, found.data) }
}

/** Null: nothing is asked for, so a page reads no more rows than it answers. */
const filterOf = (filters: Omit<ItemQuery, 'page' | 'pageSize' | 'cursor'>): ((item: VaultItem) => boolean) | null => {
  const { type, area, areaId, status, search, tags = [] } = filters
  const words = search?.trim().toLowerCase()
  if (!type && !area && !areaId && !status && !words && tags.length === 0) return null
  return (item) =>
    (!type || item.type === type) &&
    (!area || item.area === area) &&
    (!areaId || item.areaId === areaId) &&
    (!status || item.status === status) &&
    (!words || searchableText(item).includes(words)) &&
    tags.every((tag) => item.tags.includes(tag))
}

/** Items for clients, with as many long texts as one answer has room for. */
export const viewsOf = async (ctx: Context, store: ContentStore, items: VaultItem[]): Promise<AnyVaultItem[]> => {
  let left = LONG_BYTES
  const fits = new Set(
    items.filter(({ longContent }) => {
      if (!longContent || longContent.bytes > left) return false
      left -= longContent.bytes
      return true
    }),
  )
  const texts = new Map<VaultItem, string | null>()
  await inParallel([...fits], PARALLEL, async (item) => {
    texts.set(item, await loadContent(ctx, store, item))
  })
  return items.map((item) => viewItem(item, texts.get(item)))
}
