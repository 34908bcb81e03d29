import type { Context } from '../../../platform/context.ts'
import { type Change, create, update } from '../../../platform/events/change.ts'
import { load, mutate, untilCommitted } from '../../../platform/events/mutate.ts'
import type { Write } from '../../../platform/events/write.ts'
import type { Claim } from '../../../platform/idempotency.ts'
import { sent } from '../../entity-fields.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { ContentStore } from '../content/content-store.ts'
import { loadContent, storeContent } from '../content/long-content.ts'
import { sameTitle } from '../links/link-target.ts'
import { renameWrites } from '../links/rename.repository.ts'
import { itemsTitled } from '../links/title.repository.ts'
import { MAX_LINKED_ITEMS, type VaultItem } from './item.fields.ts'
import { VAULT_ITEM } from './item.kind.ts'
import type { AnyVaultItem } from './item.schema.ts'
import { newItem, patchFor, viewItem } from './item.ts'
import type { CreateItem, UpdateItem } from './item-input.schema.ts'
import { settleLinks, type TextLinks, textLinks } from './item-links.service.ts'
import { nextZettelId } from './zettel.repository.ts'

/** A note or a document. Its text is stored before the row that names it. @throws 400 naming the field, 404 for an unknown linked item */
export const createItem = async (
  ctx: Context,
  store: ContentStore,
  input: CreateItem,
  claim?: Claim | null,
): Promise<AnyVaultItem> => {
  const { type, content = null, ...fields } = input
  const stored = await storeContent(ctx, store, content)
  let links: TextLinks = { writes: [], settled: true }
  const item = await untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const id = ctx.newId(now)
      const zettel = type === 'note' ? await nextZettelId(ctx, (await loadProfile(ctx)).timeZone, id) : null
      const given = { ...sent(fields), ...stored, zettelId: zettel?.id ?? null }
      const change = create(VAULT_ITEM, newItem(type, given, { userId: ctx.userId, id, now }), now)
      const taken = 2 * change.after.linkedItems.length + change.after.aliases.length
      links = await textLinks(ctx, change.after, content, { isNew: true, taken })
      const writes = [...(zettel ? [zettel.write] : []), ...links.writes]
      return { changes: [change], writes, result: viewItem(change.after, content) }
    },
    claim,
  )
  if (!links.settled) await settleLinks(ctx, store, item.id)
  return item
}

/** Any item of the vault with its whole text. @throws 404 */
export const readItem = async (ctx: Context, store: ContentStore, id: string): Promise<AnyVaultItem> => {
  const item = await load(ctx, VAULT_ITEM, id)
  return viewItem(item, await loadContent(ctx, store, item))
}

/** Of a change of all linked items: those that go, and those that come with the check that they exist. */
const MOST_LINK_WRITES = 3 * MAX_LINKED_ITEMS

/** Of the titles and aliases that come and go. */
const rowsOf = (changes: Change<VaultItem>[]): number =>
  changes.reduce((sum, { lookups }) => sum + Object.keys(lookups.put).length + lookups.gone.length, 0)

/** @throws 404, 412, 400 naming a field that the item's type does not have */
export const changeItem = async (
  ctx: Context,
  store: ContentStore,
  id: string,
  body: UpdateItem,
): Promise<AnyVaultItem> => {
  const { content } = body
  const stored = content === undefined ? {} : await storeContent(ctx, store, content)
  const item = await mutate(ctx, VAULT_ITEM, id, async (before, at) => {
    const change = changed(before, { ...patchFor(before.type, body), ...stored }, at)
    if (!change) return null
    const renames = await writesOfRename(ctx, before, change.result)
    if (content === undefined) return { ...change, writes: renames }
    const taken = (body.linkedItems ? MOST_LINK_WRITES : 0) + rowsOf(change.changes)
    const { writes } = await textLinks(ctx, change.result, content, { taken })
    return { ...change, writes: [...writes, ...renames] }
  })
  if (content !== undefined) await settleLinks(ctx, store, id)
  return viewItem(item, await loadContent(ctx, store, item))
}

/** A new title is to be written into the texts that link by the old one, which are those that mean the oldest item of it. */
const writesOfRename = async (ctx: Context, before: VaultItem, after: VaultItem): Promise<Write[]> => {
  if (before.title === after.title || before.type === 'flashcard') return []
  const oldest = (await itemsTitled(ctx, [before.title], { consistent: true })).get(sameTitle(before.title))
  return oldest?.target === before.id ? renameWrites(ctx, before.id, before.title) : []
}

/** The change of an item; null where nothing changes. */
export const changed = (before: VaultItem, patch: Partial<VaultItem>, at: number) => {
  const change = update(VAULT_ITEM, before, patch, at)
  return change && { changes: [change], result: change.after }
}
