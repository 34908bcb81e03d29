import { DAY_MS } from '../../platform/units.ts'

const digits = (count: number, width: number): string[] =>
  Array.from({ length: count }, (_, i) => String(i).padStart(width, '0'))
const SIXTY = digits(60, 2)
const THOUSAND = digits(1_000, 3)

/** Days that are remembered; more than any answer holds. */
const MOST_DAYS = 2_000
const days = new Map<number, string>()

/** '2026-11-21T' of a day, counted from 1970. */
const dayText = (day: number): string => {
  const known = days.get(day)
  if (known !== undefined) return known
  if (days.size >= MOST_DAYS) days.clear()
  const text = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length)
  days.set(day, text)
  return text
}

/**
 * What `new Date(epochMs).toISOString()` gives for whole milliseconds, several times as fast where many instants share few
 * days: the logs of a list of metrics are thousands of instants.
 */
export const instantText = (epochMs: number): string => {
  const day = Math.floor(epochMs / DAY_MS)
  const ms = epochMs - day * DAY_MS
  const seconds = Math.floor(ms / 1_000)
  const minutes = Math.floor(seconds / 60)
  const time = `${SIXTY[Math.floor(minutes / 60)]}:${SIXTY[minutes % 60]}:${SIXTY[seconds % 60]}`
  return `${dayText(day)}${time}.${THOUSAND[ms % 1_000]}Z`
}
