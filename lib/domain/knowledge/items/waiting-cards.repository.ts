import type { Context } from '../../../platform/context.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { cardsDue, LAST } from '../../../platform/table/keys.ts'
import { queryAll, queryPage } from '../../../platform/table/table.ts'
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
  if (limit <= 0) return []
  const prefix = cardsDue.state(state)
  const to = `${prefix}${upTo ?? ''}${LAST}`
  const range = { pk: cardsDue.pk(ctx.userId, deckId), from: prefix, to, limit, index: 'GSI1' as const }
  const { items } = await queryPage(range, { deadline: ctx.deadline })
  return items.map((item) => fromItem(VAULT_ITEM, item))
}

/** Every active card of a deck. */
export const activeCards = async (ctx: Context, deckId: string): Promise<VaultItem[]> => {
  const range = { pk: cardsDue.pk(ctx.userId, deckId), from: ' ', to: LAST, index: 'GSI1' as const }
  return (await queryAll(range, { deadline: ctx.deadline })).map((item) => fromItem(VAULT_ITEM, item))
}

export const hasCards = async (ctx: Context, deckId: string): Promise<boolean> => {
  const range = { pk: cardsDue.pk(ctx.userId, deckId), from: ' ', to: LAST, limit: 1, index: 'GSI1' as const }
  return (await queryPage(range, { deadline: ctx.deadline })).items.length > 0
}
