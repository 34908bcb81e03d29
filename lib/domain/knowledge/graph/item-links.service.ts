import type { Context } from '../../../platform/context.ts'
import { load, loadMany } from '../../../platform/events/mutate.ts'
import { backlinksOf } from '../../links/backlinks.ts'
import type { ContentStore } from '../content/content-store.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import { settleLinks } from '../items/item-links.service.ts'
import type { BacklinkRow, KeptLink } from '../links/link-record.ts'
import { backlinkRowsOf, loadLinkRecord } from '../links/link-rows.repository.ts'
import { sameTitle, titleKey } from '../links/link-target.ts'
import { itemsTitled, keysThatExist } from '../links/title.repository.ts'
import type { Backlink, ItemLinks, Outgoing } from './links.schema.ts'
import { type Meant, resolveLinks } from './resolve-links.service.ts'

/** Backlinks that one answer has room for, the newest first. */
const MOST_BACKLINKS = 1_000

/**
 * What an item links to and what links to it, by its text and by its linked items. Rows of its links that a crash left unwritten are
 * written now. @throws 404
 */
export const linksOfItem = async (ctx: Context, store: ContentStore, id: string): Promise<ItemLinks> => {
  const item = await load(ctx, VAULT_ITEM, id)
  const [record, backlinks] = await Promise.all([loadLinkRecord(ctx, id), backlinksTo(ctx, item)])
  if (record?.settled === false) await settleLinks(ctx, store, id)
  const links = record?.links ?? []
  const [meant, listed] = await Promise.all([resolveLinks(ctx, links), loadMany(ctx, VAULT_ITEM, item.linkedItems)])
  return {
    outgoing: [
      ...links.flatMap((link) => outgoing(link, meant.get(link))),
      ...listed.map(({ id: to, title }) => ({ id: to, title, alias: null, resolved: true })),
    ],
    backlinks,
    unresolved: unresolved(links.filter((link) => !link.embed && !meant.has(link))),
  }
}

/** Embeds that name no item are pictures and other files: no links. */
const outgoing = ({ target, alias, embed }: KeptLink, meant: Meant | undefined): Outgoing[] => {
  if (meant) return [{ ...meant, alias, resolved: true }]
  return embed ? [] : [{ id: null, title: target, alias, resolved: false }]
}

const unresolved = (links: KeptLink[]): string[] => [
  ...new Map(links.map(({ target }) => [sameTitle(target), target])).values(),
]

const backlinksTo = async (ctx: Context, item: VaultItem): Promise<Backlink[]> => {
  const [texts, lists] = await Promise.all([textsLinkingTo(ctx, item), backlinksOf(ctx, VAULT_ITEM, item.id)])
  const listing = lists.filter(({ kind, field }) => kind === VAULT_ITEM.name && field === 'linkedItems')
  const snippets = new Map(listing.map(({ id }) => [id, '']))
  for (const { source, snippet } of texts) if (source !== item.id) snippets.set(source, snippet)
  const newest = [...snippets.keys()].sort().reverse().slice(0, MOST_BACKLINKS)
  const sources = await loadMany(ctx, VAULT_ITEM, newest)
  return sources.map(({ id, title, type }) => ({ id, title, type, snippet: snippets.get(id) ?? '' }))
}

/**
 * The rows of links that mean an item: by its id, and by those of its title and its aliases that mean it rather than another item.
 * Of these no longer title is meant.
 */
export const textsLinkingTo = async (ctx: Context, item: VaultItem): Promise<BacklinkRow[]> => {
  const names = item.type === 'flashcard' ? [] : [...new Set([item.title, ...item.aliases].map(sameTitle))]
  const [byId, meant, ...byNames] = await Promise.all([
    backlinkRowsOf(ctx, titleKey(item.id)),
    itemsTitled(ctx, names),
    ...names.map((name) => backlinkRowsOf(ctx, titleKey(name))),
  ])
  const byName = names.flatMap((name, i) => (meant.get(name)?.target === item.id ? (byNames[i] ?? []) : []))
  const longer = await keysThatExist(ctx, new Set(byName.flatMap((row) => row.longer.flat())))
  return [...byName.filter((row) => row.longer.some((way) => !way.some((one) => longer.has(one)))), ...byId]
}
