import type { Days } from './history.ts'
import type { Schedule } from './schedule.ts'

/**
 * How established a habit is, 0 to 1, by exponential smoothing: for a frequency of f times a day, each day changes the
 * score s to s·m + v·(1 − m) with m = 0.5^(√f / 13), where v is the share of the target reached in the days that
 * the frequency covers, up to that day. Daily, a perfect habit is at 1/2 after 13 days. Days that rest change nothing
 * and are left out of those days; today counts from its log on. Source: Loop Habit Tracker, Score.compute.
 */
export const strengthOf = ({ rate, sums }: Schedule, days: Days, today: number): number => {
  // An amount (150 minutes) is one target of its period, not as many times.
  const times = sums && rate.times > rate.days ? 1 : rate.times
  const keep = 0.5 ** (Math.sqrt(times / rate.days) / 13)
  const window: number[] = []
  let [score, sum] = [0, 0]
  for (let day = days.first; day <= today; day++) {
    if (days.rested(day) || (day === today && !days.logged(day))) continue
    const value = sums ? days.worth(day) : days.share(day)
    window.push(value)
    sum += value - (window.length > rate.days ? (window[window.length - 1 - rate.days] ?? 0) : 0)
    score = score * keep + Math.min(1, Math.max(0, sum) / rate.times) * (1 - keep)
  }
  return score
}
