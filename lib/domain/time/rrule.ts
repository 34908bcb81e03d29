import * as library from 'rrule'

// rrule is CommonJS to Node and ESM to the bundler: the class is found either way.
const { RRule } = 'RRule' in library ? library : (library as { default: typeof import('rrule') }).default

/** The Gregorian calendar repeats itself, weekdays included, every 400 years. */
const CYCLE = 400
const LAST_YEAR = 9_950

/**
 * The days of a rule after `from`, until `until`, at most `count`; the rule counts from `start`. The library looks for
 * days up to the year 9999, which takes seconds for a rule that never comes up: so it is asked about a time shortly
 * before that, whole cycles away, where it must give up soon.
 */
export const daysOfRule = (
  text: string,
  { start, from, until, count }: { start: string; from: string; until: string; count: number },
): string[] => {
  const years = CYCLE * Math.floor((LAST_YEAR - Number(from.slice(0, 4))) / CYCLE)
  const options = RRule.parseString(bare(text))
  const last = options.until && options.until < midnight(until) ? options.until : midnight(until)
  const days: string[] = []
  new RRule({ ...options, dtstart: shifted(midnight(start), years), until: shifted(last, years) }).all((date) => {
    const day = shifted(date, -years).toISOString().slice(0, 10)
    if (day > from) days.push(day)
    return days.length < count
  })
  return days
}

const bare = (text: string): string => text.replace(/^RRULE:/i, '')

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`)

const shifted = (date: Date, years: number): Date =>
  new Date(Date.UTC(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate()))

/** Whether `text` is one RFC 5545 RRULE by days, weeks, months or years: no DTSTART, nothing below a day. */
export const isRecurrenceRule = (text: string): boolean => {
  try {
    const { freq, interval, byhour, byminute, bysecond, bysetpos } = RRule.parseString(bare(text))
    const belowADay = [byhour, byminute, bysecond].some((part) => part !== undefined && part !== null)
    if (freq === RRule.DAILY && [bysetpos ?? 1].flat().some((position) => Math.abs(position) > 1)) return false // a day has one day
    return freq !== undefined && freq <= RRule.DAILY && (interval ?? 1) >= 1 && !belowADay && !/DTSTART|\s/i.test(text)
  } catch {
    return false
  }
}
