import type { Item } from '../../platform/partition.ts'
import { MAX_PER_DAY } from './reward.fields.ts'
import { type Redeemed, SHOWN } from './reward.ts'

/**
 * The newest redemptions of a reward that were not refunded, in one row: a list of rewards reads one such row each
 * instead of their redemptions, and concurrent redemptions are put in order by the row's number.
 */

/** `number` counts the changes of the row; `more`: older redemptions were left out. */
export type Recent = { number: number; redeemed: Redeemed[]; more: boolean }

/** Longer than any local day, also when the person changes the time zone. */
const COUNTED_MS = 48 * 3_600_000

export const recentIn = (row: Item | null | undefined): Recent => ({
  number: Number(row?.number ?? 0),
  redeemed: (row?.redeemed ?? []) as Redeemed[],
  more: row?.more === true,
})

/** Adds a redemption. Keeps those that lists show and all that a daily limit may have to count. `now`: epoch ms. */
export const withOneMore = ({ redeemed, more }: Recent, one: Redeemed, now: number): Omit<Recent, 'number'> =>
  cut(
    [one, ...redeemed].sort((a, b) => b.at - a.at),
    more,
    now,
  )

/** The redemptions, of a list with the newest first, that the row keeps. `now`: epoch ms. */
export const cut = (redeemed: Redeemed[], more: boolean, now: number): Omit<Recent, 'number'> => {
  const kept = redeemed.filter(({ at }, i) => i < SHOWN || (i < MAX_PER_DAY && at > now - COUNTED_MS))
  return { redeemed: kept, more: more || kept.length < redeemed.length }
}
