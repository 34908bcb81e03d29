import type { Item } from '../../platform/partition.ts'
import { addDays, type DateString, dayNumber, fromDayNumber } from '../time/dates.ts'
import type { History } from './history.ts'

/**
 * The recent days of a habit in one short row, so that a goal reads one row for each of its habits instead of a year of logs
 * and skips. The row is derived from them and written with every change of them.
 */

/** How many days before today the figures of goals look at. */
export const FIGURE_DAYS = 366
/** The person's today is at most one day before that of UTC; one more to spare. */
const KEPT_DAYS = FIGURE_DAYS + 2
/** Beyond, which takes thousands of days to come that are skipped, the row holds nothing and the logs and skips are read. */
const MAX_CHARACTERS = 8_000

/** `number` counts the changes of the row. It holds every log and skip of the day `from` and later. */
export type RecentDays = { number: number; held: { from: DateString; history: History } | null }

/** A log or skip of a day that comes, changes or goes: what there is afterwards. What is absent stays as it is. */
export type DayStep = { date: DateString; log?: { amount: number | null } | null; skip?: boolean }

export const NO_HISTORY: History = { logs: [], skips: [] }

/** The first day that a row keeps when it is written. `now`: epoch ms. */
export const firstKept = (now: number): DateString => addDays(new Date(now).toISOString().slice(0, 10), -KEPT_DAYS)

/** A row, or the lack of one, as `recentDaysItem` made it. */
export const recentDaysIn = (row: Item | null | undefined): RecentDays => {
  const [number, from] = [Number(row?.number ?? 0), String(row?.from)]
  return { number, held: typeof row?.days === 'string' ? { from, history: historyIn(row.days, from) } : null }
}

/** The history from a day on, where the row holds it. */
export const historySince = (row: Item | undefined, from: DateString): History | null => {
  const { held } = recentDaysIn(row)
  return held && held.from <= from ? since(held.history, from) : null
}

/** What the row says besides its key, from the day `from` on. */
export const recentDaysItem = (number: number, from: DateString, history: History): Item => {
  const days = textOf(since(history, from), from)
  return days.length > MAX_CHARACTERS ? { number } : { number, from, days }
}

export const afterStep = ({ logs, skips }: History, { date, log, skip }: DayStep): History => {
  const other = (one: { date: DateString }) => one.date !== date
  return {
    logs: log === undefined ? logs : [...logs.filter(other), ...(log ? [{ date, amount: log.amount }] : [])],
    skips: skip === undefined ? skips : [...skips.filter((day) => day !== date), ...(skip ? [date] : [])],
  }
}

const since = ({ logs, skips }: History, from: DateString): History => ({
  logs: logs.filter(({ date }) => date >= from),
  skips: skips.filter((date) => date >= from),
})

/**
 * One letter for each day with a log (l), a skip (s) or both (b); before it `_` and the days since the one before, unless
 * that is one; after it the amount of the log. A capital stands for the same amount as in the log before. So a year
 * of days without amounts takes 366 characters, and a write of the row two units.
 */
const textOf = ({ logs, skips }: History, from: DateString): string => {
  const amounts = new Map(logs.map(({ date, amount }) => [date, amount]))
  const skipped = new Set(skips)
  let [last, repeated]: [number, number | null] = [dayNumber(from) - 1, null]
  return [...new Set([...amounts.keys(), ...skipped])]
    .sort()
    .map((date) => {
      const gap = dayNumber(date) - last
      last += gap
      const amount = amounts.get(date) ?? null
      const letter = !amounts.has(date) ? 's' : skipped.has(date) ? 'b' : 'l'
      const same = amount !== null && amount === repeated
      repeated = amount ?? repeated
      return `${gap === 1 ? '' : `_${gap}`}${same ? letter.toUpperCase() : letter + (amount ?? '')}`
    })
    .join('')
}

const DAY = /(?:_(\d+))?([lsbLB])([\d.e+-]*)/g

const historyIn = (text: string, from: DateString): History => {
  const history: History = { logs: [], skips: [] }
  let [day, repeated]: [number, number | null] = [dayNumber(from) - 1, null]
  for (const [, gap = '1', letter = '', digits = ''] of text.matchAll(DAY)) {
    day += Number(gap)
    const date = fromDayNumber(day)
    if (digits !== '') repeated = Number(digits)
    if (/[sbB]/.test(letter)) history.skips.push(date)
    if (letter !== 's') history.logs.push({ date, amount: digits !== '' || /[LB]/.test(letter) ? repeated : null })
  }
  return history
}
