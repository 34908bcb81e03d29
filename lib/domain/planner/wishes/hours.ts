import type { Clock } from '../../text/times/clock.ts'

/** Times of day in a wish, as minutes after midnight. */

export const MIDNIGHT = 24 * 60
const NOON = 12 * 60

/**
 * Minutes after midnight. A bare hour below `pmBelow` is of the afternoon: the gym at 6 is at 18:00, but a day that begins
 * at 6 begins at 06:00. Null for a time in another zone, which a plan's day does not have.
 */
export const minutesOf = ({ minutes, open, zone }: Clock, pmBelow: number): number | null => {
  if (zone !== null) return null
  return open && minutes < pmBelow * 60 ? minutes + NOON : minutes
}

/** Both ends of "2-4pm", "10 to 2", "from 9:30 until 11"; null where they make no stretch of a day. */
export const rangeOf = (from: Clock, to: Clock): { start: number; end: number } | null => {
  const [end, first] = [minutesOf(to, 7), minutesOf(from, 7)]
  if (first === null || end === null) return null
  // "2-4pm": the half of the day that is named once counts for both, unless that turns them around.
  const shared = from.open && !to.open && to.sure ? (from.minutes % NOON) + (to.minutes >= NOON ? NOON : 0) : null
  const start = shared !== null && shared < end ? shared : first
  const late = end <= start && end < NOON ? end + NOON : end
  return start < late ? { start, end: late } : null
}

/** HH:MM; the end of a day has none, as a day may end without one. */
export const clockText = (minutes: number): string | undefined =>
  minutes >= MIDNIGHT
    ? undefined
    : `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
