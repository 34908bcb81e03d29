import { addMonths, addWorkdays } from '../../time/calendar.ts'
import { addDays, type DateString } from '../../time/dates.ts'
import type { Unit } from '../tokens/lexicon.ts'
import { amount, count } from '../tokens/numbers.ts'
import { AND, list, longest, map, once, opt, phrase, type Reader, seq, token, word } from '../tokens/reader.ts'

/** A length of time: "2 weeks", "an hour and a half", "1 year and 3 months". Of its three parts most are 0. */
export type Span = { months: number; days: number; workdays: number; minutes: number }

const NONE: Span = { months: 0, days: 0, workdays: 0, minutes: 0 }

const MINUTES: Partial<Record<Unit, number>> = { second: 1 / 60, minute: 1, hour: 60 }
const DAYS: Partial<Record<Unit, number>> = { day: 1, week: 7, fortnight: 14, weekend: 7 }
const MONTHS: Partial<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 }

/** So many of a unit; null where a part of it has no exact length (half a month, a day and a half). */
const spanOf = (n: number, unit: Unit): Span | null => {
  if (unit === 'weekend') return null
  if (unit === 'workday') return Number.isInteger(n) ? { ...NONE, workdays: n } : null
  const minutes = MINUTES[unit]
  if (minutes !== undefined) return { ...NONE, minutes: Math.round(n * minutes * 60) / 60 }
  const days = DAYS[unit]
  if (days !== undefined && unit === 'day' && !Number.isInteger(n)) return { ...NONE, minutes: n * 1440 }
  const [whole, months] = [days === undefined ? 0 : days * n, days === undefined ? (MONTHS[unit] ?? 0) * n : 0]
  return Number.isInteger(whole) && Number.isInteger(months) ? { ...NONE, days: whole, months } : null
}

/** The unit, in one or many. "business days" are workdays. */
export const unit: Reader<Unit> = once(
  longest(
    token((one) => one.unit),
    map(seq(word('business working week work'), word('day days')), () => 'workday' as const),
  ),
)

const AND_A_HALF = phrase('and a half')
/** Behind hours these are no quarters of a year. */
const QUARTERS = longest(
  map(seq(opt(word('a')), word('quarter')), () => 0.25),
  map(seq(word('three 3'), word('quarters')), () => 0.75),
)
/** "1 hr. 30 min": the full stop of an abbreviation. */
const STOP = opt(token(({ text, glued }) => glued && text === '.'))

const one: Reader<Span> = longest(
  map(seq(amount, opt(word('-')), unit), ([n, , of]) => spanOf(n, of)),
  map(seq(count, unit, AND_A_HALF), ([n, of]) => spanOf(n + 0.5, of)),
  map(seq(opt(word('a')), word('half'), opt(word('-')), word('hour')), () => spanOf(0.5, 'hour')),
  map(phrase('a half an hour'), () => spanOf(0.5, 'hour')),
  map(seq(opt(word('a')), phrase('quarter hour')), () => spanOf(0.25, 'hour')),
  map(seq(word('hour'), AND_A_HALF), () => spanOf(1.5, 'hour')),
  map(seq(count, word('hour hours'), word('and'), word('half')), ([n]) => spanOf(n + 0.5, 'hour')),
  map(seq(count, word('hour hours'), word('and'), QUARTERS), ([n, , , part]) => spanOf(n + part, 'hour')),
)

/** 2h30: hours and minutes without their unit. */
const hoursAndMinutes: Reader<Span> = token(
  ({ clock, text }) =>
    clock?.french && !/^0\d/u.test(text) && clock.minute < 60 && { ...NONE, minutes: 60 * clock.hour + clock.minute },
)

/** "1:30h", "1:30 hours". */
const marked: Reader<Span> = map(
  seq(
    token(({ clock }) => clock && !clock.french && clock.hour < 5 && clock),
    word('h hr hrs hours'),
  ),
  ([{ hour, minute }]) => (minute < 60 ? { ...NONE, minutes: 60 * hour + minute } : null),
)

/** A length of time, of one unit or several. */
export const span: Reader<Span> = once(
  longest(
    map(list(one, longest<unknown>(opt(AND), seq(STOP, opt(AND)))), (spans) =>
      spans.length <= 4 ? withinReason(spans.reduce(sum)) : null,
    ),
    hoursAndMinutes,
    marked,
  ),
)

/** Nobody plans further than a century ahead. */
const withinReason = (span: Span): Span | null =>
  span.months <= 1_200 && span.days + span.workdays <= 36_525 && span.minutes <= 525_600 ? span : null

const sum = (a: Span, b: Span): Span => ({
  months: a.months + b.months,
  days: a.days + b.days,
  workdays: a.workdays + b.workdays,
  minutes: a.minutes + b.minutes,
})

export const isClockSpan = ({ months, days, workdays }: Span): boolean => months === 0 && days === 0 && workdays === 0

/** The day so much later, or earlier with -1; the minutes do not count. */
export const shifted = (day: DateString, { months, days, workdays }: Span, way: 1 | -1 = 1): DateString =>
  addWorkdays(addDays(addMonths(day, way * months), way * days), way * workdays)
