import * as library from 'rrule'

// rrule is CommonJS to Node and ESM to the bundler: the class is found either way.
const { RRule } = 'RRule' in library ? library : (library as { default: typeof import('rrule') }).default

/**
 * The parsed form of an RRULE. Dates are days at midnight UTC: time zones come in only when days become instants.
 * `start`: first day it counts from; `horizon`: no day after it, whatever UNTIL says.
 */
export const parseRule = (text: string, start?: string, horizon?: string) => {
  const options = RRule.parseString(text.replace(/^RRULE:/i, ''))
  const last = horizon ? midnight(horizon) : undefined
  const until = options.until && last && options.until < last ? options.until : (last ?? options.until)
  return new RRule({ ...options, ...(until && { until }), ...(start && { dtstart: midnight(start) }) })
}

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** Whether `text` is one RFC 5545 RRULE by days, weeks, months or years: no DTSTART, nothing below a day. */
export const isRecurrenceRule = (text: string): boolean => {
  try {
    const { freq, interval, byhour, byminute, bysecond } = parseRule(text).origOptions
    const belowADay = [byhour, byminute, bysecond].some((part) => part !== undefined && part !== null)
    return freq !== undefined && freq <= RRule.DAILY && (interval ?? 1) >= 1 && !belowADay && !/DTSTART|\s/i.test(text)
  } catch {
    return false
  }
}
