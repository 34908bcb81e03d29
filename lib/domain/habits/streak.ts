import type { Days } from './history.ts'
import { type Schedule, type Slot, slotsBetween } from './schedule.ts'

/**
 * How a slot went. Resting: nothing was asked for and the target not reached, so it neither breaks nor lengthens a
 * streak. Open: not over yet. `reached` is 0 to 1; `worth` of `asked` is what was done.
 */
export type Outcome = {
  slot: Slot
  state: 'met' | 'missed' | 'resting' | 'open'
  reached: number
  worth: number
  asked: number
}

/**
 * The slots of a habit up to `today`, oldest first. Days on pause and days before the habit's first lower what a slot
 * asks for in proportion, a skipped day by one time (or its share of an amount).
 */
export const outcomes = (schedule: Schedule, days: Days, today: number): Outcome[] =>
  [...slotsBetween(schedule, days.first, today)].map((slot) => outcomeOf(slot, schedule, days, today))

/** How one slot went up to `today`. */
export const outcomeOf = (slot: Slot, { sums }: Schedule, days: Days, today: number): Outcome => {
  const length = slot.to - slot.from + 1
  let [open, skips, worth, partial] = [0, 0, 0, 0]
  for (let day = slot.from; day <= slot.to; day++) {
    const closed = day < days.first || days.paused(day)
    if (!closed) open += 1
    if (!closed && days.skipped(day)) skips += 1
    if (day > today) continue
    worth += days.worth(day)
    partial += sums ? days.worth(day) : days.share(day)
  }
  const asked = whole(slot.times, (slot.times * open) / length - skips * Math.max(1, slot.times / length))
  const met = worth >= Math.max(Math.min(1, slot.times), asked) - 1e-9
  const state = met ? 'met' : asked <= 0 ? 'resting' : slot.to >= today ? 'open' : 'missed'
  return { slot, state, reached: met ? 1 : asked <= 0 ? 0 : Math.min(1, partial / asked), worth, asked }
}

/** Times are whole: a part of one is asked for from one half on. Amounts with decimals may be any part. */
const whole = (times: number, part: number): number => (Number.isInteger(times) ? Math.round(part) : part)

/** Lengths in slots; `days`: how many days the current one spans, today at most. */
export type Streak = { current: number; longest: number; days: number }

/** The current streak counts up to the last slot that is over or met: one that is open does not break it. */
export const streakOf = (slots: Outcome[], { first }: Pick<Days, 'first'>, today: number): Streak => {
  let longest = 0
  let run: Slot[] = []
  for (const { slot, state } of slots) {
    if (state === 'missed') run = []
    if (state === 'met') run.push(slot)
    longest = Math.max(longest, run.length)
  }
  const [oldest, newest] = [run[0], run.at(-1)]
  const days = oldest && newest ? Math.min(newest.to, today) - Math.max(oldest.from, first) + 1 : 0
  return { current: run.length, longest, days }
}
