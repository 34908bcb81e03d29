import type { Context } from '../../platform/context.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk } from '../../platform/table/keys.ts'
import type { History } from './history.ts'

/** Days of a habit, both inclusive. */
type DaysRead = { from?: string; to?: string; consistent?: boolean }

/** The logs and skips of a habit from one day to another; all of them when no days are given. Two queries at once. */
export const readHistory = async (
  ctx: Context,
  habitId: string,
  { from = '', to = LAST, consistent = false }: DaysRead = {},
): Promise<History> => {
  const { range } = partition(ctx)
  const pages = await Promise.all(
    [sk.habitLog, sk.habitSkip].map((key) => range({ from: key(habitId, from), to: key(habitId, to) }, { consistent })),
  )
  return historyIn(pages.flat())
}

/** What rows of logs and skips say. */
export const historyIn = (rows: Item[]): History => {
  const { logs = [], skips = [] } = Object.groupBy(rows, ({ SK }) =>
    String(SK).startsWith(sk.habitLogs('').slice(0, -1)) ? 'logs' : 'skips',
  )
  return {
    logs: logs.map(({ date, amount }) => ({
      date: String(date),
      amount: amount === undefined ? null : Number(amount),
    })),
    skips: skips.map(({ date }) => String(date)),
  }
}
