import type { Context } from '../../../platform/context.ts'
import { type Item, partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { addDays, type DateString, quarterOf } from '../../time/dates.ts'
import { LOAD_DAYS } from './day-load.ts'

/** How many cards of a deck come up on each day from one on. One round trip, half a read unit: two or three rows. */
export const loadDueCounts = async (
  ctx: Context,
  deckId: string,
  from: DateString,
): Promise<(date: DateString) => number> => {
  const range = {
    from: sk.cardsDueIn(deckId, quarterOf(from)),
    to: sk.cardsDueIn(deckId, quarterOf(addDays(from, LOAD_DAYS))),
  }
  const rows = new Map((await partition(ctx).range(range)).map((row) => [String(row.SK), row]))
  return (date) => Number(rows.get(sk.cardsDueIn(deckId, quarterOf(date)))?.[date.slice(5)] ?? 0)
}

const MATURITY = ['new', 'learning', 'young', 'mature'] as const

/** Active cards by how well they are known, and by the day they come up on. */
export type CardCounts = { maturity: Record<(typeof MATURITY)[number], number>; days: Map<DateString, number> }

/** All active cards of the person: a row for each deck and quarter in which cards come up. */
export const loadCardCounts = async (ctx: Context): Promise<CardCounts> => {
  const counts: CardCounts = { maturity: { new: 0, learning: 0, young: 0, mature: 0 }, days: new Map() }
  for (const { PK: _pk, SK, ...row } of await partition(ctx).range(sk.allCardsDue())) addRow(counts, String(SK), row)
  return counts
}

const addRow = ({ maturity, days }: CardCounts, SK: string, row: Item): void => {
  const year = SK.slice(SK.lastIndexOf('#') + 1).split('-')[0]
  for (const [name, value] of Object.entries(row)) {
    const known = MATURITY.find((one) => one === name)
    const date = `${year}-${name}`
    if (known) maturity[known] += Number(value)
    else days.set(date, (days.get(date) ?? 0) + Number(value))
  }
}
