import { type DateString, dayNumber } from '../time/dates.ts'
import type { HabitRecord } from './habit.fields.ts'
import type { Schedule } from './schedule.ts'

/** What happened, in any order: logs of days and days that were skipped or frozen. */
export type History = { logs: { date: DateString; amount: number | null }[]; skips: DateString[] }

/** A habit's days, looked up by number. */
export type Days = {
  /** First day that counts: of the habit or of its first log. */
  first: number
  logged: (day: number) => boolean
  /** How far the day's own target was reached, 0 to 1. */
  share: (day: number) => number
  /** What the day gives to the target of its slot. */
  worth: (day: number) => number
  paused: (day: number) => boolean
  skipped: (day: number) => boolean
  /** Nothing was asked for and nothing was done. */
  rested: (day: number) => boolean
}

/** `start`: the habit's first day. Logs of days before it count, and so do those days from then on. */
export const daysOf = (habit: HabitRecord, { sums }: Pick<Schedule, 'sums'>, history: History, start: number): Days => {
  const amounts = new Map(history.logs.map(({ date, amount }) => [dayNumber(date), amount]))
  const skips = new Set(history.skips.map(dayNumber))
  const pauses = habit.pauses.map(({ startDate, endDate }) => ({
    from: dayNumber(startDate),
    to: endDate === null ? Number.POSITIVE_INFINITY : dayNumber(endDate),
  }))
  const share = (day: number) => (amounts.has(day) ? shareOf(habit, amounts.get(day) ?? null) : 0)
  const paused = (day: number) => pauses.some(({ from, to }) => from <= day && day <= to)
  return {
    first: [...amounts.keys()].reduce((least, day) => Math.min(least, day), start),
    logged: (day) => amounts.has(day),
    share,
    worth: (day) => (sums ? (amounts.has(day) ? (amounts.get(day) ?? 1) : 0) : share(day) >= 1 ? 1 : 0),
    paused,
    skipped: (day) => skips.has(day),
    rested: (day) => !amounts.has(day) && (skips.has(day) || paused(day)),
  }
}

/**
 * How far an amount reaches the target of a day. A log without an amount says that the day is done. For
 * habits to reduce or quit, the target is the highest amount that is allowed.
 */
export const shareOf = ({ habitType, dailyTarget }: HabitRecord, amount: number | null): number => {
  if (amount === null || dailyTarget === null) return 1
  if (habitType === 'Reduce' || habitType === 'Quit') return amount <= dailyTarget ? 1 : 0
  return Math.min(1, amount / dailyTarget)
}
