import { month, weekday } from '../days/day-dates.ts'
import { digits, fromEnd, ordinal, place } from '../tokens/numbers.ts'
import { AND, list, longest, map, once, opt, phrase, type Reader, seq, token, word } from '../tokens/reader.ts'
import { plainDays, type Rule, WORKDAYS } from './rule.ts'

/** Which of the days in a period a recurrence takes: weekdays, days of a month, months, weeks and days of a year. */
export type Days = Omit<Rule, 'freq' | 'interval'>

/** "thurs.": a full stop behind it is no end of a sentence. */
const shortWeekday = token((one) => one.text.length <= 5 && one.weekday)
const anyWeekday = token((one) => one.weekday)
const THROUGH = word('- – to through thru until till')
const weekdaySpan = (first: number, last: number): number[] =>
  Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => ((first - 1 + i) % 7) + 1)

const WORKDAY = longest<unknown>(
  token((one) => one.unit === 'workday'),
  seq(word('business working work week school'), word('day days')),
)
const WEEKEND = longest<unknown>(
  token((one) => one.unit === 'weekend'),
  seq(word('week'), word('-'), word('end ends')),
)

const weekdayItem: Reader<number[]> = longest(
  map(anyWeekday, (one) => [one]),
  map(seq(shortWeekday, word('.')), ([one]) => [one]),
  map(seq(opt(word('from')), anyWeekday, THROUGH, anyWeekday), ([, first, , last]) => weekdaySpan(first, last)),
  map(WORKDAY, () => WORKDAYS),
  map(WEEKEND, () => [6, 7]),
)
const NOTHING: Reader<null> = opt<null>(() => null)
const DAY_SEPARATOR = longest<unknown>(seq(AND, opt(word('the on every each ev')), opt(word('the'))), NOTHING)

const CODE_NAMES = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
/** "mo, we, fr": at least two, as "we" alone is a word. */
const codes: Reader<number[]> = map(list(word(CODE_NAMES.join(' ')), longest<unknown>(AND, NOTHING)), (names) =>
  names.length > 1 ? names.map((name) => CODE_NAMES.indexOf(name) + 1) : null,
)

/** "mon, wed and fri", "mon-wed", "weekends", "mon wed fri". */
export const weekdayList: Reader<number[]> = once(
  longest(
    map(list(weekdayItem, DAY_SEPARATOR), (days) => [...new Set(days.flat())]),
    codes,
  ),
)

const AND_THE = seq(AND, opt(word('on')), opt(word('the')))

type Place = { nth: number; weekday: number }

const places: Reader<number[]> = map(
  list(
    longest(
      map(place, (one) => [one]),
      map(seq(ordinal, word('- – to through thru'), opt(word('the')), ordinal), ([first, , , last]) =>
        first < last && last <= 31 ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : null,
      ),
    ),
    AND_THE,
  ),
  (found) => found.flat(),
)

const several: Reader<Place[]> = map(seq(places, list(weekday, AND)), ([nths, days]) =>
  days.flatMap((on) => nths.map((nth) => ({ nth, weekday: on }))),
)

const THE = opt(word('the'))

/** "2nd and last friday", "first monday and third thursday". */
export const nthWeekdays: Reader<Days> = longest(
  map(seq(THE, list(several, AND_THE)), ([, found]) => {
    const weekdays = found.flat()
    return weekdays.every(({ nth }) => Math.abs(nth) <= 53) ? { weekdays } : null
  }),
  map(seq(word('the'), digits(1), weekday), ([, nth, on]) => (nth > 0 ? { weekdays: [{ nth, weekday: on }] } : null)),
)

/** "the last workday", "first and third business day": counted among Monday to Friday. */
export const nthWorkdays: Reader<Days> = map(seq(THE, list(seq(places, WORKDAY), AND_THE)), ([, found]) => {
  const positions = found.flatMap(([nths]) => nths)
  return positions.every((nth) => Math.abs(nth) <= 23) ? { weekdays: plainDays(WORKDAYS), positions } : null
})

const DAY = word('day days')

/** "1st and 15th", "the last day", "day 15": days without their month, which may also count in a year. */
export const nthDays: Reader<{ days: number[]; named: boolean }> = longest(
  map(seq(THE, places, opt(DAY)), ([, days, named]) => ({ days, named: named !== null })),
  map(seq(DAY, list(digits(3), AND)), ([, days]) => ({ days, named: true })),
)

const MONTH_THROUGH = word('- – to through thru')
const monthItem: Reader<number[]> = longest(
  map(month, (one) => [one]),
  map(seq(month, MONTH_THROUGH, month), ([first, , last]) =>
    Array.from({ length: ((last - first + 12) % 12) + 1 }, (_, i) => ((first - 1 + i) % 12) + 1),
  ),
)

/** "june, july and august", "june-august". */
export const monthList: Reader<number[]> = map(list(monthItem, AND), (months) => [...new Set(months.flat())])

const THE_NTH = map(seq(word('the'), ordinal), ([, day]) => day)
const dayOfDate: Reader<number> = map(longest(digits(2), ordinal, THE_NTH), (day) =>
  day >= 1 && day <= 31 ? day : null,
)

const LAST_DAY = map(seq(THE, fromEnd, word('day')), ([, nth]) => nth)
const dayList: Reader<number[]> = list(longest(dayOfDate, LAST_DAY), AND)

const oneDate: Reader<{ months: number[]; days: number[] }> = longest(
  map(seq(month, opt(word('.')), opt(word('on')), dayList), ([of, , , days]) => ({ months: [of], days })),
  map(seq(THE, dayList, opt(word('of')), monthList), ([, days, , months]) => ({ months, days })),
  map(
    token(({ date }) => date?.loose && date),
    ({ month: of, day }) => ({ months: [of], days: [day] }),
  ),
)

/** "march 4 and 10", "the 1st of june and december", "14 jan, 14 apr": only where one rule can say exactly these days. */
export const datesOfYear: Reader<Days> = map(list(oneDate, AND_THE), (dates) => {
  const wanted = new Set(dates.flatMap(({ months, days }) => months.flatMap((of) => days.map((day) => `${of}/${day}`))))
  const months = [...new Set(dates.flatMap((one) => one.months))]
  const monthDays = [...new Set(dates.flatMap((one) => one.days))]
  const exists = months.every((of) => monthDays.every((day) => day < 0 || day <= (DAYS_IN[of - 1] ?? 31)))
  return exists && wanted.size === months.length * monthDays.length ? { months, monthDays } : null
})

const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const WEEK = word('week weeks wk cw kw')

/** "week 20", "the 20th week". */
export const weekNumbers: Reader<number[]> = map(
  longest(
    map(seq(WEEK, opt(word('number no')), list(digits(2), AND)), ([, , weeks]) => weeks),
    map(seq(THE, places, WEEK), ([, weeks]) => weeks),
  ),
  (weeks) => (weeks.every((week) => week !== 0 && Math.abs(week) <= 53) ? weeks : null),
)

/** "of the month", "in the year" behind the days, which says what they are counted in. */
export const ofThe = (unit: 'week' | 'month' | 'year'): Reader<unknown> =>
  longest<unknown>(
    seq(word('of'), opt(word('the a any')), word(unit)),
    seq(word('in'), word('the a any'), word(unit)),
    phrase(`that ${unit}`),
  )
