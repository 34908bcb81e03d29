import type { Item } from '../../platform/partition.ts'
import { MAX_PER_DAY } from './reward.fields.ts'
import { type Redeemed, SHOWN } from './reward.ts'

/**
 * The newest redemptions of a reward that were not refunded, in one row: a list of rewards reads one such row each
 * instead of their redemptions, and redeeming is serialised by the row's number.
 */

/** `number` counts the changes of the row; `more` says that older redemptions were left out. */
export type Recent = { number: number; redeemed: Redeemed[]; more: boolean }

/** More than any day there has, in any time zone the person may move to meanwhile. */
const COUNTED_MS = 48 * 3_600_000

export const recentIn = (row: Item | null | undefined): Recent => ({
  number: Number(row?.number ?? 0),
  redeemed: (row?.redeemed ?? []) as Redeemed[],
  more: row?.more === true,
})

/** With one more. Keeps what lists show, and every one that a daily limit may have to count. `now`: epoch ms. */
export const withOneMore = ({ redeemed, more }: Recent, one: Redeemed, now: number): Omit<Recent, 'number'> =>
  cut(
    [one, ...redeemed].sort((a, b) => b.at - a.at),
    more,
    now,
  )

/** What of some redemptions, newest first, the row keeps. `now`: epoch ms. */
export const cut = (redeemed: Redeemed[], more: boolean, now: number): Omit<Recent, 'number'> => {
  const kept = redeemed.filter(({ at }, i) => i < SHOWN || (i < MAX_PER_DAY && at > now - COUNTED_MS))
  return { redeemed: kept, more: more || kept.length < redeemed.length }
}
