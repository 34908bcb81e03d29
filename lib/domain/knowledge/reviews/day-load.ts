import { createHash } from 'node:crypto'
import { get_fuzz_range } from 'ts-fsrs'
import { addDays, type DateString, isoWeekday } from '../../time/dates.ts'

/** From this interval on, in days, days are not compared: their load is not known yet. As Anki has it. */
const FAR_DAYS = 90
/** The last day ahead whose load is asked for: the fuzz of intervals that are compared ends before it. */
export const LOAD_DAYS = FAR_DAYS + 10
/** Below this interval there is nothing to choose from. */
const LEAST_DAYS = 2.5
/** How strongly crowded days are avoided; Anki's number. */
const AVOIDANCE = 2.15

/** `countOn`: cards that come up on a day. `easyDays`: the share of the load that each weekday takes, from Monday on; null: all. */
export type DayLoad = { countOn: (date: DateString) => number; easyDays: readonly number[] | null }

/** `today`: the person's day. `elapsed`: days since the last review. `seed`: the same choice for the same. */
type Choice = { today: DateString; elapsed: number; maximumInterval: number; seed: string }

/**
 * A day within the library's range of fuzz, rather one on which few cards come up and which is no easy day. A weekday with a
 * share of 0 is chosen only when the range has no other.
 */
export const balancedInterval = (
  interval: number,
  { countOn, easyDays }: DayLoad,
  { today, elapsed, maximumInterval, seed }: Choice,
): number => {
  if (interval < LEAST_DAYS) return Math.round(interval)
  const { min_ivl: from, max_ivl: to } = get_fuzz_range(interval, elapsed, maximumInterval)
  const weights = Array.from({ length: to - from + 1 }, (_, i) => {
    const date = addDays(today, from + i)
    const share = shareOf(date, easyDays)
    if (share === 0 || interval > FAR_DAYS) return share
    // Days further ahead have fewer cards so far: without the division by their distance intervals would grow.
    return (share * (1 + Math.max(0, countOn(date)) / share) ** -AVOIDANCE) / (from + i)
  })
  return from + chosen(weights, fractionOf(seed))
}

const shareOf = (date: DateString, easyDays: DayLoad['easyDays']): number => easyDays?.[isoWeekday(date) - 1] ?? 1

/**
 * The same interval, or the next within its range of fuzz where that ends on a weekday with a share of 0: an interval can have
 * been put there to differ from that of the rating below. Keeps the order of intervals.
 */
export const offEasyDays = (
  interval: number,
  { easyDays }: DayLoad,
  { today, maximumInterval }: Pick<Choice, 'today' | 'maximumInterval'>,
): number => {
  if (interval < LEAST_DAYS) return interval
  const { max_ivl: to } = get_fuzz_range(interval, 0, maximumInterval)
  for (let days = interval; days <= to; days++) if (shareOf(addDays(today, days), easyDays) > 0) return days
  return interval
}

/** An index, as often as its weight says; any when all weigh nothing. `fraction`: from 0 up to 1. */
const chosen = (weights: number[], fraction: number): number => {
  const total = weights.reduce((sum, one) => sum + one, 0)
  if (total === 0) return Math.floor(fraction * weights.length)
  let left = fraction * total
  const found = weights.findIndex((one) => {
    left -= one
    return left < 0
  })
  return found === -1 ? weights.findLastIndex((one) => one > 0) : found
}

const fractionOf = (seed: string): number => createHash('sha256').update(seed).digest().readUInt32BE(0) / 2 ** 32
