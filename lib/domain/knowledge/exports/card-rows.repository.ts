import type { Context } from '../../../platform/context.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { partition } from '../../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../../platform/table/keys.ts'
import type { VaultItem } from '../items/item.fields.ts'
import { VAULT_ITEM } from '../items/item.kind.ts'
import type { CardReview } from '../reviews/review.fields.ts'
import { CARD_REVIEW } from '../reviews/review.kind.ts'

/** The next items of the vault behind a key, of all types, in the order of their creation. `last`: null at the end. */
export const nextItems = async (ctx: Context, after: string | null, limit: number) => {
  const { items, last } = await nextRows(ctx, startingWith(sk.entities(VAULT_ITEM.name)), after, limit)
  return { items: items.map((row): VaultItem => fromItem(VAULT_ITEM, row)), last }
}

/** The next reviews behind a key, in the order of time. `last`: null at the end. */
export const nextReviews = async (ctx: Context, after: string | null, limit: number) => {
  const from = sk.cardReview('', '').slice(0, -1)
  const { items, last } = await nextRows(ctx, { from, to: `${from}${LAST}` }, after, limit)
  return { reviews: items.map((row): CardReview => fromItem(CARD_REVIEW, row)), last }
}

const nextRows = async (ctx: Context, range: { from: string; to: string }, after: string | null, limit: number) => {
  // No key goes on with a space, so it is the first one behind.
  const { items, next } = await partition(ctx).page({ ...range, ...(after && { from: `${after} ` }), limit })
  const last = items.at(-1)
  return { items, last: next && last ? String(last.SK) : null }
}
