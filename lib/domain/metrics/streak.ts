import { addDays, type DateString, daysBetween } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'

/** The days of a person on which there is a log, each once, newest first. Times in epoch ms. */
export const daysLogged = (times: number[], zone: string): DateString[] =>
  [...new Set(times.map((time) => localDateOf(time, zone)))].sort().reverse()

/** Days in a row with a log up to `today`; 0 when there is none today (docs/formulas.md: no day of grace). */
export const currentStreak = (days: DateString[], today: DateString): number => {
  const logged = new Set(days)
  let length = 0
  for (let day = today; logged.has(day); day = addDays(day, -1)) length += 1
  return length
}

/** The longest run of days in a row; `days` newest first. */
export const longestStreak = (days: DateString[]): number => {
  let [longest, run] = [0, 0]
  for (const [i, day] of days.entries()) {
    const newer = days[i - 1]
    run = newer !== undefined && daysBetween(day, newer) === 1 ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return longest
}
