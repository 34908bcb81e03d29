/** A time of day as people write it in a wish: "10", "6pm", "13:30", "noon". */
export const TIME = '(\\d{1,2}(?:[:.]\\d{2})?\\s?(?:[ap]\\.?m\\.?)?|noon|midday|midnight)'

/** How long something takes: "30 minutes", "an hour", "half an hour", "1.5h", "2 hours", "an hour and a half". */
export const DURATION =
  '(half an hour|(?:\\d{1,3}(?:[.,]\\d)?|an?|one|two|three)\\s?(?:h|hrs?|hours?|m|mins?|minutes?)(?: and a half)?)'

export const MIDNIGHT = 24 * 60

const NUMBERS: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3 }

/** The minutes of a DURATION. */
export const minutesIn = (text: string): number => {
  const words = text.toLowerCase().trim()
  if (words === 'half an hour') return 30
  const [, amount = '', unit = ''] = /^([\d.,]+|[a-z]+?)\s?(h|m)/u.exec(words) ?? []
  const count = (NUMBERS[amount] ?? Number(amount.replace(',', '.'))) + (words.endsWith('half') ? 0.5 : 0)
  return Math.round(count * (unit === 'h' ? 60 : 1))
}

/**
 * Minutes after midnight, or null. A bare hour below `pmBelow` is of the afternoon: the gym at 6 is at 18:00, but a day
 * that begins at 6 begins at 06:00.
 */
export const minutesOf = (text: string, pmBelow: number): number | null => {
  const word = text.toLowerCase().trim()
  if (word === 'noon' || word === 'midday') return 12 * 60
  if (word === 'midnight') return MIDNIGHT
  const [, hour = '', minute = '0', half] = /^(\d{1,2})(?:[:.](\d{2}))?\s?([ap])?/u.exec(word) ?? []
  const [h, m] = [Number(hour), Number(minute)]
  if (hour === '' || m > 59 || h > 24 || (half && (h < 1 || h > 12))) return null
  if (half) return ((h % 12) + (half === 'p' ? 12 : 0)) * 60 + m
  const isBare = !/^0/u.test(hour) && h > 0 && h < pmBelow
  return Math.min(MIDNIGHT, (h + (isBare ? 12 : 0)) * 60 + m)
}

/** Both ends of "2-4pm", "10 to 2", "from 9:30 until 11"; null where they make no stretch of a day. */
export const rangeOf = (from: string, to: string): { start: number; end: number } | null => {
  const half = /[ap](?=\.?m)/iu.exec(to)?.[0]
  const [end, first] = [minutesOf(to, 7), minutesOf(from, 7)]
  if (first === null || end === null) return null
  const shared = half && !/[ap]\.?m/iu.test(from) ? minutesOf(`${from}${half}m`, 0) : null
  const start = shared !== null && shared < end ? shared : first
  const late = end <= start && end < 12 * 60 ? end + 12 * 60 : end
  return start < late ? { start, end: late } : null
}

/** HH:MM; the end of a day has none, as a day may end without one. */
export const clockOf = (minutes: number): string | undefined =>
  minutes >= MIDNIGHT
    ? undefined
    : `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
