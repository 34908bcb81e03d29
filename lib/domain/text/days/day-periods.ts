import {
  dayOf,
  firstOfMonth,
  firstOfQuarter,
  lastOfMonth,
  nthDay,
  nthWeekday,
  upcomingMonth,
  yearOf,
} from '../../time/calendar.ts'
import { addDays, type DateString, isoWeekday, startOfWeek } from '../../time/dates.ts'
import { place } from '../tokens/numbers.ts'
import { longest, map, once, opt, phrase, type Reader, type Source, seq, token, word } from '../tokens/reader.ts'
import { type Day, looseDay, sureDay } from './day.ts'
import { month, weekday, year } from './day-dates.ts'

/** A week, month, quarter or year that a day is one of. */
type Period = {
  first: DateString
  last: DateString
  unit: 'week' | 'month' | 'quarter' | 'year' /** No other can be meant. */
  fixed: boolean
}

const STEP: Record<string, number> = { the: 0, this: 0, 'this coming': 0, current: 0, next: 1, following: 1, last: -1 }

const periodOf = (unit: Period['unit'], today: DateString, steps: number, fixed = true): Period => {
  if (unit === 'week') {
    const first = addDays(startOfWeek(today), 7 * steps)
    return { unit, first, last: addDays(first, 6), fixed }
  }
  if (unit === 'month') return { unit, first: firstOfMonth(today, steps), last: lastOfMonth(today, steps), fixed }
  if (unit === 'quarter') {
    const first = firstOfQuarter(today, steps)
    return { unit, first, last: lastOfMonth(first, 2), fixed }
  }
  const of = yearOf(today) + steps
  return { unit, first: `${of}-01-01`, last: `${of}-12-31`, fixed }
}

const UNIT: Reader<Period['unit']> = token(
  ({ unit, plural }) =>
    !plural && (unit === 'week' || unit === 'month' || unit === 'quarter' || unit === 'year') && unit,
)
const WHICH = word('the this current next following last')

/** "Q3", "q3 2027". */
const quarterName: Reader<Period> = map(
  seq(
    token(({ text }) => /^q[1-4]$/u.test(text) && Number(text[1])),
    opt(year),
  ),
  ([nth, of], { today }) => {
    const first = dayOf(of ?? yearOf(today), 3 * nth - 2, 1) ?? today
    const begins = of === null && lastOfMonth(first, 2) < today ? `${yearOf(today) + 1}${first.slice(4)}` : first
    return { unit: 'quarter', first: begins, last: lastOfMonth(begins, 2), fixed: true }
  },
)

const THIS_OR_NEXT = map(seq(word('this next'), word('year')), ([which]) => which)
const monthName: Reader<Period> = map(
  seq(opt(word('next this')), month, opt(seq(opt(word(', of')), longest<number | string>(year, THIS_OR_NEXT)))),
  ([, of, inA], { today }) => {
    const [, which] = inA ?? []
    const named =
      typeof which === 'number' ? which : which === 'next' ? yearOf(today) + 1 : which ? yearOf(today) : null
    const first = named === null ? upcomingMonth(today, of) : dayOf(named, of, 1)
    return first === null ? null : { unit: 'month', first, last: lastOfMonth(first), fixed: named !== null }
  },
)

const period: Reader<Period> = once(
  longest(
    map(seq(WHICH, UNIT), ([which, unit], { today }) => periodOf(unit, today, STEP[which] ?? 0, which !== 'the')),
    map(UNIT, (unit, { today }) => periodOf(unit, today, 0, false)),
    map(phrase('the year'), (_, { today }) => periodOf('year', today, 0, false)),
    map(seq(UNIT, phrase('after next')), ([unit], { today }) => periodOf(unit, today, 2)),
    monthName,
    quarterName,
    map(year, (of) => ({ unit: 'year', first: `${of}-01-01`, last: `${of}-12-31`, fixed: true })),
  ),
)

/** The day that `of` gives in a period; where that is past and a later period can be meant too, the next one. */
const inPeriod = (
  { first, last, unit, fixed }: Period,
  { today }: Source,
  of: (first: DateString, last: DateString) => DateString | null,
): Day | null => {
  const found = of(first, last)
  if (found && (found >= today || fixed)) return { day: found, sure: true }
  if (fixed || unit === 'week') return null
  const steps = first.slice(0, 7) === today.slice(0, 7) || unit !== 'month' ? [1, 2, 3, 4] : [12]
  for (const step of steps) {
    const later = monthlyLater(unit, first, step)
    const day = of(later.first, later.last)
    if (day && day >= today) return sureDay(day)
  }
  return null
}

const monthlyLater = (unit: Period['unit'], first: DateString, step: number): Period => periodOf(unit, first, step)

const OF = word('of in')

/** A weekend is known by its Saturday. */
const SATURDAY = token(({ unit, plural }) => unit === 'weekend' && !plural && 6)

/** "third Tuesday of September 2014", "second to last Friday of next month", "last Monday in May". */
const nthWeekdayOf: Reader<Day> = map(
  seq(opt(word('the')), place, longest(weekday, SATURDAY), opt(OF), period),
  ([, nth, on, , of], source) =>
    of.unit === 'week' ? null : inPeriod(of, source, (first, last) => nthWeekday(first, last, nth, on)),
)

/** "the last day of February", "third last day of the month", "first day of next year". */
const nthDayOf: Reader<Day> = map(
  seq(opt(word('the')), opt(word('very')), place, word('day'), OF, period),
  ([, , nth, , , of], source) => inPeriod(of, source, (first, last) => nthDay(first, last, nth)),
)

const workdayOf: Reader<Day> = map(
  seq(
    opt(word('the')),
    place,
    longest<unknown>(word('workday weekday'), phrase('business day'), phrase('working day')),
    OF,
    period,
  ),
  ([, nth, , , of], source) => inPeriod(of, source, (first, last) => nthWorkday(first, last, nth)),
)

const nthWorkday = (first: DateString, last: DateString, nth: number): DateString | null => {
  let left = Math.abs(nth)
  for (let day = nth > 0 ? first : last; day >= first && day <= last; day = addDays(day, Math.sign(nth))) {
    if (isoWeekday(day) <= 5) left -= 1
    if (left === 0) return day
  }
  return null
}

/** A week ends for work on Friday, unless the weekend has begun. */
const endOf = ({ unit, first, last }: Period, today: DateString): DateString =>
  unit === 'week' && !(first <= today && isoWeekday(today) > 5) ? addDays(first, 4) : last

const middleOf = ({ unit, first }: Period): DateString | null =>
  unit === 'month'
    ? addDays(first, 14)
    : unit === 'week'
      ? addDays(first, 2)
      : unit === 'year'
        ? `${first.slice(0, 4)}-07-01`
        : null

const END = longest<unknown>(
  seq(opt(word('the')), opt(word('very')), word('end'), opt(word('of'))),
  seq(opt(word('the')), word('close'), word('of')),
)
const START = longest<unknown>(
  seq(opt(word('the')), word('start beginning'), word('of')),
  seq(word('early'), opt(word('in'))),
)
const MIDDLE = longest<unknown>(seq(opt(word('the')), word('middle'), word('of')), seq(word('mid'), opt(word('-'))))

const edges: Reader<Day> = longest(
  map(seq(END, period), ([, of], source) =>
    inPeriod(of, source, (first, last) => endOf({ ...of, first, last }, source.today)),
  ),
  map(seq(START, period), ([, of], source) => inPeriod(of, source, (first) => first)),
  map(seq(MIDDLE, period), ([, of], source) => inPeriod(of, source, (first, last) => middleOf({ ...of, first, last }))),
  map(seq(word('month quarter year'), opt(word('-')), word('end')), ([unit], { today }) =>
    sureDay(periodOf(unit === 'month' ? 'month' : unit === 'quarter' ? 'quarter' : 'year', today, 0).last),
  ),
  map(seq(opt(word('the')), word('first last'), OF, period), ([, which, , of], source) =>
    of.unit === 'month' ? inPeriod(of, source, (first, last) => (which === 'first' ? first : last)) : null,
  ),
)

const endOfDay: Reader<Day> = longest(
  map(
    seq(
      opt(word('the')),
      longest<unknown>(
        seq(word('end'), word('of'), opt(word('the this')), word('day')),
        seq(word('close end'), phrase('of business'), opt(word('day'))),
        word('eod cob'),
      ),
    ),
    (_, { today }): Day => ({
      day: today,
      sure: true,
      endOfDay: true,
    }),
  ),
  map(word('eow'), (_, { today }) => sureDay(endOf(periodOf('week', today, 0), today))),
  map(word('eom'), (_, { today }) => sureDay(periodOf('month', today, 0).last)),
  map(word('eoq'), (_, { today }) => sureDay(periodOf('quarter', today, 0).last)),
  map(word('eoy'), (_, { today }) => sureDay(periodOf('year', today, 0).last)),
)

const asPeriod = (of: Period): Day => ({ day: of.first, sure: true, period: of })

/** "next week": its first day. "this week", "later this month": its end. */
const whole: Reader<Day> = longest(
  map(seq(opt(word('early earlier later')), word('next following'), UNIT), ([, , unit], { today }) =>
    asPeriod(periodOf(unit, today, 1)),
  ),
  map(seq(opt(word('the')), UNIT, phrase('after next')), ([, unit], { today }) => asPeriod(periodOf(unit, today, 2))),
  map(seq(word('last past previous'), UNIT), ([, unit], { today }) => looseDay(periodOf(unit, today, -1).first)),
  map(seq(opt(word('later')), word('this'), UNIT), ([, , unit], { today }) => {
    const of = periodOf(unit, today, 0)
    return { day: endOf(of, today), sure: true, period: { first: today, last: of.last } }
  }),
)

/** The months around it: "first of the month" is a day, as is its end. */
export const periodDay: Reader<Day> = longest(nthWeekdayOf, nthDayOf, workdayOf, edges, endOfDay, whole)
