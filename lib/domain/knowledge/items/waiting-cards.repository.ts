import type { Context } from '../../../platform/context.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { cardsDue, LAST } from '../../../platform/table/keys.ts'
import { type Item, queryPage } from '../../../platform/table/table.ts'
import type { VaultItem } from './item.fields.ts'
import { VAULT_ITEM } from './item.kind.ts'

export type Waiting = 'new' | 'learning' | 'review'

/** At most `limit` cards of a deck that wait for something, up to an instant (ISO; null: all), the longest waiting first. */
export const waitingCards = async (
  ctx: Context,
  deckId: string,
  state: Waiting,
  { upTo, limit }: { upTo: string | null; limit: number },
): Promise<VaultItem[]> => {
  const prefix = cardsDue.state(state)
  const to = `${prefix}${upTo ?? ''}${LAST}`
  const range = { pk: cardsDue.pk(ctx.userId, deckId), from: prefix, to, index: 'GSI1' as const }
  const cards: VaultItem[] = []
  let after: Item | undefined
  // A page ends at 1 MB, too: long cards take several.
  while (cards.length < limit) {
    const page = await queryPage({ ...range, limit: limit - cards.length, after }, { deadline: ctx.deadline })
    cards.push(...page.items.map((item) => fromItem(VAULT_ITEM, item)))
    after = page.next
    if (!after) break
  }
  return cards
}

export const hasCards = async (ctx: Context, deckId: string): Promise<boolean> => {
  const range = { pk: cardsDue.pk(ctx.userId, deckId), from: ' ', to: LAST, limit: 1, index: 'GSI1' as const }
  return (await queryPage(range, { deadline: ctx.deadline })).items.length > 0
}
