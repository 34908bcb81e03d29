import type { DateString } from './dates.ts'

/**
 * Recurrence rules as text and as an object: the only place that knows the grammar of an RRULE (RFC 5545 section 3.3.10)
 * by days, weeks, months or years. Which days a rule gives is in rrule.ts.
 */

export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
export type Frequency = (typeof FREQUENCIES)[number]

/** Two-letter names of the weekdays, from Monday on: the name of ISO weekday n is at n - 1. */
export const WEEKDAY_CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

/** A weekday (1 = Monday … 7 = Sunday); with an ordinal the nth of its month or year, counted from the end when negative. */
export type RuleWeekday = { ordinal?: number; weekday: number }

/** The parts of a rule. A part that the rule does not name is absent. */
export type Rule = {
  freq: Frequency
  interval?: number
  byMonth?: number[]
  byWeekNo?: number[]
  byYearDay?: number[]
  byMonthDay?: number[]
  byDay?: RuleWeekday[]
  bySetPos?: number[]
  /** 1 = Monday … 7 = Sunday; Monday when absent. */
  weekStart?: number
  count?: number
  /** The last day (YYYY-MM-DD), or the last moment: an instant ending in Z, or a wall clock (YYYY-MM-DDTHH:MM:SS). */
  until?: string
}

/** A rule, or what is wrong with its text, naming the part. */
export type Reading = { rule: Rule; problem: null } | { rule: null; problem: string }

/** Reads a rule, in any case and with or without "RRULE:" before it. Null when the text is none. */
export const parseRule = (text: string): Rule | null => readRule(text).rule

/** Like `parseRule`, but says what is wrong with the text. */
export const readRule = (text: string): Reading => {
  const rule: Partial<Rule> = {}
  const names = new Set<string>()
  // A last semicolon is no part: Google's calendar has written such rules.
  for (const part of text
    .replace(/^RRULE:/i, '')
    .replace(/;$/, '')
    .split(';')) {
    const [name = '', value = '', ...more] = part.toUpperCase().split('=')
    const read = Object.hasOwn(READERS, name) ? READERS[name as keyof typeof READERS] : null
    if (!read) return failed(`${shown(name)} is not a part of a rule by days, weeks, months or years`)
    if (names.has(name)) return failed(`${name} stands twice`)
    const field = more.length === 0 ? read(value) : null
    if (!field) return failed(`${name} cannot be ${shown(value)}`)
    names.add(name)
    Object.assign(rule, field)
  }
  const { freq } = rule
  return freq ? { rule: { ...rule, freq }, problem: null } : failed('FREQ is missing')
}

const failed = (problem: string): Reading => ({ rule: null, problem })

const shown = (text: string): string => `"${text.slice(0, 40)}"`

/** The shortest text of a rule: what is as by default is left out. */
export const formatRule = (rule: Rule): string => {
  const parts: [string, string | number | undefined][] = [
    ['FREQ', rule.freq],
    ['INTERVAL', rule.interval === 1 ? undefined : rule.interval],
    ['BYMONTH', rule.byMonth?.join(',')],
    ['BYWEEKNO', rule.byWeekNo?.join(',')],
    ['BYYEARDAY', rule.byYearDay?.join(',')],
    ['BYMONTHDAY', rule.byMonthDay?.join(',')],
    ['BYDAY', rule.byDay?.map(({ ordinal, weekday }) => `${ordinal ?? ''}${WEEKDAY_CODES[weekday - 1]}`).join(',')],
    ['BYSETPOS', rule.bySetPos?.join(',')],
    ['WKST', rule.weekStart && WEEKDAY_CODES[rule.weekStart - 1]],
    ['COUNT', rule.count],
    ['UNTIL', rule.until?.replace(/\.\d+/, '').replace(/[-:]/g, '')],
  ]
  return parts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : `${name}=${value}`)).join(';')
}

/** The text of a rule that was changed as an object. What is no rule stays as it is. */
export const rewritten = (text: string | null, change: (rule: Rule) => Rule): string | null => {
  const rule = parseRule(text ?? '')
  return rule ? formatRule(change(rule)) : text
}

/** A rule that goes on for ever, in all else the same. */
export const endless = ({ count: _, until: __, ...rule }: Rule): Rule => rule

/** The day of UNTIL, whether it is a day or a moment. */
export const untilDay = ({ until }: Rule): DateString | null => until?.slice(0, 10) ?? null

/** What INTERVAL and COUNT may be at most: the grammar has no bound, numbers have. */
const MOST = 999_999_999

const number = (text: string, most: number): number | null =>
  /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : null

/** A number of which a negative one counts from the end. */
const ordinal = (text: string, most: number): number | null => {
  const [, sign, digits = ''] = /^([+-]?)(\d+)$/.exec(text) ?? []
  const size = number(digits, most)
  return size !== null && sign === '-' ? -size : size
}

/** All values of a list, each once, or null when one is not understood. */
const list = <T>(value: string, read: (text: string) => T | null): T[] | null => {
  const values = [...new Set(value.split(','))].map(read).filter((one) => one !== null)
  return values.length === new Set(value.split(',')).size ? values : null
}

const weekday = (text: string): number | null => (WEEKDAY_CODES as readonly string[]).indexOf(text) + 1 || null

const ruleWeekday = (text: string): RuleWeekday | null => {
  const day = weekday(text.slice(-2))
  if (day === null) return null
  if (text.length === 2) return { weekday: day }
  const nth = ordinal(text.slice(0, -2), 53)
  return nth === null ? null : { ordinal: nth, weekday: day }
}

const until = (text: string): string | null => {
  const [, year, month, day, time] = /^(\d{4})(\d\d)(\d\d)(T\d{6}Z?)?$/.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  if (!isDate(date)) return null
  if (!time) return date
  const moment = `${date}T${time.slice(1, 3)}:${time.slice(3, 5)}:${time.slice(5)}`
  return Number.isNaN(Date.parse(moment)) ? null : moment
}

/** A day that exists: Date.parse takes 31 February for 3 March. */
const isDate = (date: string): boolean => {
  const ms = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date)
}

const field = <K extends keyof Rule>(name: K, value: Rule[K] | null): Pick<Rule, K> | null =>
  value === null ? null : ({ [name]: value } as Pick<Rule, K>)

const signed = (most: number) => (text: string) => ordinal(text, most)

const READERS = {
  FREQ: (value: string) => field('freq', FREQUENCIES.find((frequency) => frequency === value) ?? null),
  INTERVAL: (value: string) => field('interval', number(value, MOST)),
  BYMONTH: (value: string) =>
    field(
      'byMonth',
      list(value, (text) => number(text, 12)),
    ),
  BYWEEKNO: (value: string) => field('byWeekNo', list(value, signed(53))),
  BYYEARDAY: (value: string) => field('byYearDay', list(value, signed(366))),
  BYMONTHDAY: (value: string) => field('byMonthDay', list(value, signed(31))),
  BYDAY: (value: string) => field('byDay', list(value, ruleWeekday)),
  BYSETPOS: (value: string) => field('bySetPos', list(value, signed(366))),
  WKST: (value: string) => field('weekStart', weekday(value)),
  COUNT: (value: string) => field('count', number(value, MOST)),
  UNTIL: (value: string) => field('until', until(value)),
}
