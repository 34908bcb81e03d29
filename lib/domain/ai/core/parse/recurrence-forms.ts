import {
  DAY_CODES,
  MONTH,
  monthOf,
  NUMBER,
  numberOf,
  ORDINAL,
  ordinalOf,
  PART,
  PARTS,
  WEEKDAY,
  WEEKDAYS_PLURAL,
  weekdayOf,
} from './words.ts'

/** One way to say that something repeats. The first form that fits speaks. */
export type Form = {
  pattern: RegExp
  rule: (match: RegExpExecArray) => { rule: string; time?: number | null } | null
  /** Whether it is meant, given the words around it. */
  accepts?: (match: RegExpExecArray, text: string) => boolean
}

const START = '(?<![\\p{L}\\p{N}_-])(?:(?:due|on|repeats?|repeating)\\s+)?'
const END = '(?![\\p{L}\\p{N}_]|-\\p{L})'
const EVERY = '(?:every|each|ev)!?\\s+'
const THE = '(?:on\\s+)?(?:the\\s+)?'
const WORKDAY = '(?:week|work|working |business )days?'
const ANY_DAY = `(?:${WEEKDAY}|${WEEKDAYS_PLURAL})`
const DAY_LIST = `${ANY_DAY}(?:\\s*(?:,|/|&|and|,\\s*and)\\s*${ANY_DAY})*`
const UNIT = 'day|week|fortnight|month|quarter|year'
const OF_MONTH = '(?:\\s+(?:of|in)\\s+(?:(?:the|each|every|a)\\s+)?month)?'

const form = (source: string, rule: Form['rule'], accepts?: Form['accepts']): Form => ({
  pattern: new RegExp(START + source + END, 'iu'),
  rule,
  ...(accepts && { accepts }),
})

const codesOf = (list: string): string => {
  const days = [...list.matchAll(new RegExp(ANY_DAY, 'giu'))].map(([day]) => weekdayOf(day))
  return [...new Set(days)]
    .sort()
    .map((day) => DAY_CODES[day - 1])
    .join(',')
}

const spaced = (frequency: string, interval: number, rest = ''): string =>
  `FREQ=${frequency}${interval > 1 ? `;INTERVAL=${interval}` : ''}${rest}`

const nthWeekday = (ordinal = '', day = '') => ({
  rule: `FREQ=MONTHLY;BYDAY=${ordinalOf(ordinal)}${DAY_CODES[weekdayOf(day) - 1]}`,
})

const monthDay = (ordinal = '', months = 1) => {
  const day = /^\d/u.test(ordinal) ? Number.parseInt(ordinal, 10) : ordinalOf(ordinal)
  return day > 31 || day === 0 ? null : { rule: spaced('MONTHLY', months, `;BYMONTHDAY=${day}`) }
}

const yearDay = (month = '', day = '') => {
  const [m, d] = [monthOf(month), Number.parseInt(day, 10)]
  return d < 1 || d > 31 ? null : { rule: `FREQ=YEARLY;BYMONTH=${m};BYMONTHDAY=${d}` }
}

const WEEKDAYS = { rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' }

/** A unit with its interval: quarters are 3 months, fortnights 2 weeks. */
const byUnit = (unit: string, interval: number, rest = ''): string => {
  const word = unit.toLowerCase()
  if (word.startsWith('quarter')) return spaced('MONTHLY', 3 * interval, rest)
  if (word.startsWith('fortnight')) return spaced('WEEKLY', 2 * interval, rest)
  const frequency = word.startsWith('day')
    ? 'DAILY'
    : word.startsWith('week')
      ? 'WEEKLY'
      : word.startsWith('month')
        ? 'MONTHLY'
        : 'YEARLY'
  return spaced(frequency, interval, rest)
}

const intervalOf = (text: string | undefined): number => {
  const word = text?.toLowerCase().trim() ?? ''
  if (word === '') return 1
  if (word === 'other' || word === 'second' || word === 'alternate') return 2
  return /^\d+(?:st|nd|rd|th)$/u.test(word) || word === 'third' ? ordinalOf(word) : numberOf(word)
}

const timeOf = (part: string | undefined): number | null => (part ? (PARTS[part.toLowerCase()] ?? null) : null)

/** An adverb is meant when nothing but dates and times follows: "daily news" is a title. */
const ADVERB: Record<string, string> = {
  daily: 'FREQ=DAILY',
  weekly: 'FREQ=WEEKLY',
  biweekly: 'FREQ=WEEKLY;INTERVAL=2',
  'bi-weekly': 'FREQ=WEEKLY;INTERVAL=2',
  fortnightly: 'FREQ=WEEKLY;INTERVAL=2',
  monthly: 'FREQ=MONTHLY',
  bimonthly: 'FREQ=MONTHLY;INTERVAL=2',
  quarterly: 'FREQ=MONTHLY;INTERVAL=3',
  yearly: 'FREQ=YEARLY',
  annually: 'FREQ=YEARLY',
}
const SETTING = `at|on|from|starting|start|beginning|until|till|for|before|after|in the|${PART}|tomorrow|today|next|\\d|noon`
const NOTHING_MORE = new RegExp(`^[\\s,.;:!)]*(?:$|(?:${SETTING})(?![\\p{L}]))`, 'iu')
const JOINED = /(?:^|\s)(?:and|or|the|my|our|a|of|vs\.?)\s*$/iu

const closes = (match: RegExpExecArray, text: string): boolean =>
  NOTHING_MORE.test(text.slice(match.index + match[0].length)) && !JOINED.test(text.slice(0, match.index))

const closesOrOpens = (match: RegExpExecArray, text: string): boolean =>
  closes(match, text) || (text.slice(0, match.index).trim() === '' && /weekly|fortnight/iu.test(match[0]))

const N = `(?:(other|alternate|second|third|\\d{1,2}(?:st|nd|rd|th)|${NUMBER})\\s+)?`

export const FORMS: Form[] = [
  // Months: "every last friday of the month", "on the second tuesday of every month", "monthly on the 3rd friday"
  form(`${THE}(${ORDINAL})\\s+(${WEEKDAY})\\s+(?:of|in)\\s+(?:every|each)\\s+month`, ([, nth, day]) =>
    nthWeekday(nth, day),
  ),
  form(`(?:${EVERY}month|monthly)\\s+${THE}(${ORDINAL})\\s+(${WEEKDAY})`, ([, nth, day]) => nthWeekday(nth, day)),
  form(`${EVERY}(${ORDINAL})\\s+(${WEEKDAY})\\s+(?:of|in)\\s+(?:(?:the|each|every|a)\\s+)?month`, ([, nth, day]) =>
    nthWeekday(nth, day),
  ),
  form(`${EVERY}(\\d(?:st|nd|rd|th)|first|last|fourth)\\s+(${WEEKDAY})`, ([, nth, day]) => nthWeekday(nth, day)),
  form(`${THE}(last|first)\\s+day\\s+(?:of|in)\\s+(?:every|each)\\s+month`, ([, nth]) => monthDay(nth)),
  form(`${EVERY}(?:month\\s+${THE})?(last|first)\\s+day${OF_MONTH}`, ([, nth]) => monthDay(nth)),
  form(`${THE}(\\d{1,2}(?:st|nd|rd|th)|first|last)\\s+(?:day\\s+)?(?:of|in)\\s+(?:every|each)\\s+month`, ([, nth]) =>
    monthDay(nth),
  ),
  form(
    `(?:${EVERY}month|monthly)\\s+(?:on\\s+)?(?:the\\s+)?(\\d{1,2}(?:st|nd|rd|th)|first|last)(?:\\s+day)?`,
    ([, nth]) => monthDay(nth),
  ),
  form(`(?:${EVERY}month|monthly)\\s+on\\s+(?:day\\s+)?(\\d{1,2})`, ([, nth]) => monthDay(nth)),
  form(`${EVERY}(${NUMBER})\\s+months?\\s+on\\s+the\\s+(\\d{1,2}(?:st|nd|rd|th))`, ([, n = '', nth]) =>
    monthDay(nth, numberOf(n)),
  ),
  form('(?:at\\s+)?(?:the\\s+)?end\\s+of\\s+(?:every|each)\\s+month', () => monthDay('last')),
  // Years
  form(
    `(?:${EVERY}(?:year\\s+)?|yearly\\s+|annually\\s+)(?:on\\s+)?(${MONTH})\\s+(\\d{1,2})(?:st|nd|rd|th)?`,
    ([, month, day]) => yearDay(month, day),
  ),
  form(
    `(?:${EVERY}(?:year\\s+)?|yearly\\s+|annually\\s+)(?:on\\s+)?(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${MONTH})`,
    ([, day, month]) => yearDay(month, day),
  ),
  form(
    `${EVERY}(\\d{1,2}(?:st|nd|rd|th))(?:\\s+of\\s+the\\s+month)?`,
    ([, nth]) => monthDay(nth),
    (match, text) => NOTHING_MORE.test(text.slice(match.index + match[0].length)),
  ),
  // Weeks
  form(
    `(?:${EVERY}day|daily)\\s+(?:except|but(?:\\s+not)?)\\s+(?:on\\s+)?(${DAY_LIST}|weekends)`,
    ([, except = '']) => {
      const left = DAY_CODES.filter((code) => !(/^weekend/iu.test(except) ? 'SA,SU' : codesOf(except)).includes(code))
      return left.length === 0 ? null : { rule: `FREQ=WEEKLY;BYDAY=${left.join(',')}` }
    },
  ),
  form(`(?:${EVERY})${WORKDAY}(?:\\s+(${PART}))?`, ([, part]) => ({ ...WEEKDAYS, time: timeOf(part) })),
  form('weekdays', () => WEEKDAYS, closes),
  form(`${EVERY}weekend`, () => ({ rule: 'FREQ=WEEKLY;BYDAY=SA,SU' })),
  form('weekends', () => ({ rule: 'FREQ=WEEKLY;BYDAY=SA,SU' }), closes),
  form(`${EVERY}${N}(${DAY_LIST})(?:\\s+(${PART}))?`, ([, n, days = '', part]) => ({
    rule: spaced('WEEKLY', intervalOf(n), `;BYDAY=${codesOf(days)}`),
    time: timeOf(part),
  })),
  form(`(?:${EVERY}${N}weeks?|weekly)\\s+on\\s+(${DAY_LIST})`, ([, n, days = '']) => ({
    rule: spaced('WEEKLY', intervalOf(n), `;BYDAY=${codesOf(days)}`),
  })),
  form(
    `((?:${WEEKDAYS_PLURAL})(?:\\s*(?:,|/|&|and|,\\s*and)\\s*(?:${WEEKDAYS_PLURAL}))*)(?:\\s+(${PART})s?)?`,
    ([, days = '', part]) => ({
      rule: `FREQ=WEEKLY;BYDAY=${codesOf(days)}`,
      time: timeOf(part),
    }),
    closes,
  ),
  // Units
  form(`${EVERY}(?:(other|single)\\s+)?(${PART})`, ([, n, part]) => ({
    rule: spaced('DAILY', n === 'other' ? 2 : 1),
    time: timeOf(part),
  })),
  form(`${EVERY}(?:single\\s+)?${N}(${UNIT})s?`, ([, n, unit = '']) => ({ rule: byUnit(unit, intervalOf(n)) })),
  form(
    `(${Object.keys(ADVERB).join('|')})`,
    ([, word = '']) => ({ rule: ADVERB[word.toLowerCase()] ?? '' }),
    closesOrOpens,
  ),
]
