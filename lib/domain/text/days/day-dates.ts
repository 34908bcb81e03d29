import { addMonths, dayOf, firstOfMonth, upcomingDate, upcomingMonth, yearOf } from '../../time/calendar.ts'
import { addDays, isoWeekday } from '../../time/dates.ts'
import { half } from '../times/clock.ts'
import { digits, ordinal, wordNumber } from '../tokens/numbers.ts'
import {
  longest,
  map,
  once,
  opt,
  phrase,
  type Reader,
  type Source,
  seq,
  token,
  unless,
  word,
} from '../tokens/reader.ts'
import { type Day, looseDay, sureDay } from './day.ts'
import { holiday, holidayIn, upcomingHoliday } from './holidays.ts'

/** Days of the calendar: "March 20", "the 3rd of May 2027", "Fri, Sep 20", "4/30", "2026-05-02", "the 15th". */

export const month = token((one) => one.month)
/** "may" and "march" are also verbs: alone they need more to go by. */
export const weekday = token((one) => !one.plural && one.weekday)
const COMMA = opt(word(','))
const DOT = opt(word('.'))

const fourDigits = token((one) => one.digits === 4 && one.number !== undefined && one.number >= 1900 && one.number)
const shortYear = map(
  seq(
    word("' ’"),
    token((one) => one.digits === 2 && one.number),
  ),
  ([, year]) => 2000 + year,
)
/** "2027", "'27". */
export const year: Reader<number> = longest(fourDigits, shortYear)

const inYear: Reader<(today: string) => number> = longest(
  map(
    seq(COMMA, opt(word('of in')), year),
    ([, , found]) =>
      () =>
        found,
  ),
  map(
    seq(COMMA, opt(word('of')), word('this next last'), word('year')),
    ([, , which]) =>
      (today: string) =>
        yearOf(today) + (which === 'next' ? 1 : which === 'last' ? -1 : 0),
  ),
)

/** 1 to 31, as "20", "20th" or "twentieth". */
const dayNumber: Reader<number> = map(longest(digits(2), ordinal), (day) => (day >= 1 && day <= 31 ? day : null))
/** "may two" may be two of something; "may twenty five" is a day. */
const spelledDay: Reader<number> = map(wordNumber, (day) => (day >= 13 && day <= 31 ? day : null))
/** The same with "the" where an ordinal follows. */
const monthDay: Reader<number> = longest(
  dayNumber,
  map(seq(word('the'), ordinal), ([, day]) => (day <= 31 ? day : null)),
  spelledDay,
)

const ofMonthAndDay = (source: Source, at: number, day: number, yearIn: ((today: string) => number) | null) =>
  sureDay(yearIn ? dayOf(yearIn(source.today), at, day) : upcomingDate(source.today, at, day))

const named: Reader<Day> = longest(
  map(seq(month, DOT, opt(word('- , /')), monthDay, unless(half), opt(inYear)), ([of, , , day, , yearIn], source) =>
    ofMonthAndDay(source, of, day, yearIn),
  ),
  map(
    seq(opt(word('the')), dayNumber, opt(word('- of / .')), month, DOT, opt(inYear)),
    ([, day, , of, , yearIn], source) => ofMonthAndDay(source, of, day, yearIn),
  ),
  map(seq(digits(2), word('- /'), month, word('- /'), longest(year, digits(2))), ([day, , of, , inA]) =>
    sureDay(dayOf(inA < 100 ? 2000 + inA : inA, of, day)),
  ),
  map(seq(year, COMMA, month, dayNumber), ([of, , at, day]) => sureDay(dayOf(of, at, day))),
)

const CODES = /^(?:24\/7|9\/11|50\/50)$/u
const numeric: Reader<Day> = map(
  token((one) => one.date && !CODES.test(one.text) && one.date),
  ({ year: of, month: at, day, loose }, { today }) => {
    const found = of === null ? upcomingDate(today, at, day) : dayOf(of, at, day)
    return loose ? looseDay(found) : sureDay(found)
  },
)

const onHoliday: Reader<Day> = map(seq(holiday, opt(inYear)), ([of, yearIn], { today }) => {
  const day = yearIn ? holidayIn(yearIn(today), of) : upcomingHoliday(today, of)
  return day === null ? null : { day, sure: false, holiday: true as const }
})

const compact: Reader<Day> = token(
  ({ digits: length, text }) =>
    length === 8 && /^20/u.test(text) && sureDay(dayOf(+text.slice(0, 4), +text.slice(4, 6), +text.slice(6))),
)

const date: Reader<Day> = once(
  longest(
    named,
    map(seq(word('this next coming'), named), ([, found]) => found),
    numeric,
    compact,
  ),
)

const OF_THE_MONTH = longest<string>(
  map(seq(word('of in'), opt(word('the this')), word('month')), () => 'this'),
  map(seq(word('of in'), word('next'), word('month')), () => 'next'),
  map(seq(word('this next'), word('month')), ([which]) => which),
)

/** The next day with this number, in this month or later; days that a month does not have wait for the next month. */
const numbered = (today: string, day: number, of: string | null): Day | null => {
  for (let months = of === 'next' ? 1 : 0; months < 14; months += 1) {
    const first = firstOfMonth(today, months)
    const found = dayOf(yearOf(first), Number(first.slice(5, 7)), day)
    if (found && (found >= today || of === 'next')) return { day: found, sure: of !== null }
    if (of === 'next') return null
  }
  return null
}

/** "the 27" and "4-22" behind a lead that no number of things has. */
export const shortDate: Reader<Day> = longest(
  map(seq(word('the'), digits(2)), ([, day], { today }) => (day <= 31 ? numbered(today, day, null) : null)),
  map(seq(digits(2), word('-'), digits(2)), ([first, , second], { today }) => {
    const [at, day] = first > 12 ? [second, first] : [first, second]
    return looseDay(upcomingDate(today, at, day))
  }),
)

/** "the 15th", "the 3rd of next month", "15th of the month". */
const ofSomeMonth: Reader<Day> = longest(
  map(seq(opt(word('the')), ordinal, opt(OF_THE_MONTH)), ([, day, of], { today }) =>
    day <= 31 ? numbered(today, day, of) : null,
  ),
  map(
    seq(phrase('next month'), opt(word(',')), opt(word('on')), opt(word('the')), ordinal),
    ([, , , , day], { today }) => (day <= 31 ? numbered(today, day, 'next') : null),
  ),
  map(seq(opt(word('the')), opt(word('day')), digits(2), OF_THE_MONTH), ([, , day, of], { today }) =>
    numbered(today, day, of),
  ),
)

/** "Friday the 13th": the next 13th that is a Friday. */
const weekdayAndNumber: Reader<Day> = map(
  seq(weekday, COMMA, opt(word('the')), ordinal, opt(OF_THE_MONTH)),
  ([on, , , day, of], { today }) => {
    for (let months = 0; day <= 31 && months < 16; months += 1) {
      const found = numbered(addMonths(firstOfMonth(today), months), day, of)
      if (found && found.day >= today && isoWeekday(found.day) === on) return { ...found, sure: true }
      if (of !== null) break
    }
    return { day: today, sure: true, conflict: true }
  },
)

const checked = (on: number, found: Day): Day =>
  isoWeekday(found.day) === on ? { ...found, sure: true } : { ...found, sure: true, conflict: true }

/** A date with the name of its day; where the two disagree, it is in conflict. */
const withWeekday: Reader<Day> = longest(
  map(seq(weekday, DOT, opt(word(', - –')), opt(word('the on')), date), ([on, , , , found]) => checked(on, found)),
  map(seq(date, COMMA, opt(word('on')), weekday), ([found, , , on]) => checked(on, found)),
  map(seq(date, word('('), weekday, word(')')), ([found, , on]) => checked(on, found)),
  map(seq(weekday, word('('), date, word(')')), ([on, , found]) => checked(on, found)),
  weekdayAndNumber,
)

/** "June 5-8", "5-8 June": the first and the last day. */
const several: Reader<Day> = longest(
  map(seq(month, DOT, dayNumber, word('- – to through thru till until'), dayNumber, opt(inYear)), (read, source) => {
    const [of, , first, , last, yearIn] = read
    return stretch(ofMonthAndDay(source, of, first, yearIn), ofMonthAndDay(source, of, last, yearIn))
  }),
  map(
    seq(
      opt(word('the')),
      dayNumber,
      word('- – to through thru'),
      opt(word('the')),
      dayNumber,
      opt(word('of')),
      month,
      opt(inYear),
    ),
    (read, source) => {
      const [, first, , , last, , of, yearIn] = read
      return stretch(ofMonthAndDay(source, of, first, yearIn), ofMonthAndDay(source, of, last, yearIn))
    },
  ),
)

/** From a first to a last day; null where they come in the other order. */
export const stretch = (from: Day | null, until: Day | null): Day | null =>
  from && until && from.day < until.day && !from.conflict && !until.conflict
    ? { day: from.day, until: until.day, sure: true }
    : null

const MONTH_LEAD = word('in by until till before from since through thru starting during')

/** "in June", "by March 2027": the first day of the month, unless that is past. */
const wholeMonth: Reader<Day> = longest(
  map(seq(month, DOT, inYear), ([of, , yearIn], { today }) => sureDay(dayOf(yearIn(today), of, 1))),
  map(seq(word('next'), month), ([, of], { today }) => sureDay(upcomingMonth(addMonths(today, 1), of))),
  map(seq(word('this'), month), ([, of], { today }) =>
    of === 3 || of === 5 ? null : sureDay(upcomingMonth(today, of)),
  ),
  map(month, (of, { today }) => looseDay(upcomingMonth(today, of))),
)

/** The words that lead to a month stand before it: "in", "by". They are read with the day's own lead. */
export const monthAlone: Reader<Day> = wholeMonth
export const monthLead: Reader<string> = MONTH_LEAD

export const calendarDay: Reader<Day> = longest(date, withWeekday, several, ofSomeMonth, onHoliday)

/** Up to which day a month lasts, for "through February". */
export const lastDayOfMonth = (first: string): string => addDays(firstOfMonth(first, 1), -1)
