import type { Context } from '../../../platform/context.ts'
import { loadMany } from '../../../platform/events/mutate.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import type { KeptLink } from '../links/link-record.ts'
import { looksLikeId, meaningsOf, sameTitle } from '../links/link-target.ts'
import { itemsTitled } from '../links/title.repository.ts'

export type Meant = { id: string; title: string }

/** What each link means: an item by its id, else by its title. Links that mean none of the person's items are missing. */
export const resolveLinks = async (ctx: Context, links: KeptLink[]): Promise<Map<KeptLink, Meant>> => {
  const meanings = new Map(links.map((link) => [link, meaningsOf(link.target)]))
  const all = [...new Set([...meanings.values()].flat())]
  const [items, titled] = await Promise.all([loadMany(ctx, VAULT_ITEM, all.filter(looksLikeId)), itemsTitled(ctx, all)])
  const byId = new Map(items.map(({ id, title }) => [id, { id, title }]))
  const meant = (text: string): Meant | undefined => {
    const row = titled.get(sameTitle(text))
    return byId.get(text) ?? (row && { id: row.target, title: row.title })
  }
  return new Map(
    [...meanings].flatMap(([link, texts]) => {
      const found = texts.map(meant).find((one) => one !== undefined)
      return found ? [[link, found]] : []
    }),
  )
}
