import { holiday } from '../days/holidays.ts'
import { list, longest, map, once, opt, phrase, type Reader, seq, word } from '../tokens/reader.ts'
import {
  datesOfYear,
  monthList,
  nthDays,
  nthWeekdays,
  nthWorkdays,
  ofThe,
  weekdayList,
  weekNumbers,
} from './recurrence-days.ts'
import { both, type Choice } from './recurrence-rule.ts'
import { plainDays } from './rule.ts'

/** The days that a recurrence names, put together of everything that narrows them. */

const THE = opt(word('the'))
export const OF_MONTH = ofThe('month')
export const OF_YEAR = ofThe('year')
export const IN_MONTHS = map(seq(opt(word('of in during')), monthList), ([, months]) => months)

/** Days with what they are counted in: "2nd and last friday of november", "the 100th day of the year". */
const counted = (days: Reader<Choice>): Reader<Choice> =>
  longest(
    days,
    map(seq(days, OF_MONTH), ([choice]): Choice => ({ ...choice, of: 'month' })),
    map(seq(days, OF_YEAR), ([choice]): Choice => ({ ...choice, of: 'year' })),
    map(seq(days, IN_MONTHS), ([choice, months]): Choice => ({ ...choice, months })),
  )

export const plainWeekdays: Reader<Choice> = map(
  seq(weekdayList, opt(longest(ofThe('week'), OF_MONTH, OF_YEAR))),
  ([days]) => {
    const weekdays = plainDays(days)
    return weekdays ? { weekdays } : null
  },
)
const asChoice = <T>(reader: Reader<T>, of: (value: T) => Choice | null): Reader<Choice> => map(reader, of)

export const EDGE: Reader<Choice> = longest<Choice>(
  asChoice(seq(THE, word('end close')), () => ({ nths: [-1], named: true })),
  asChoice(seq(THE, word('start beginning')), () => ({ nths: [1], named: true })),
)

const holidays: Reader<Choice> = map(holiday, (of) => {
  if ('fromEaster' in of || ('later' in of && of.later > 0)) return null
  return 'day' in of ? { months: [of.month], nths: [of.day] } : { months: [of.month], weekdays: [of] }
})

const datesChoice: Reader<Choice> = map(datesOfYear, ({ months, monthDays }) => ({
  ...(months && { months }),
  ...(monthDays && { nths: monthDays }),
}))

const byNumber: Reader<Choice> = map(nthDays, ({ days, named }) => ({ nths: days, named }))

export const DAYS_OF_WEEK = longest<Choice>(
  datesChoice,
  holidays,
  counted(map(nthWeekdays, ({ weekdays }) => (weekdays ? { weekdays } : null))),
  counted(map(nthWorkdays, ({ weekdays, positions }) => (weekdays && positions ? { weekdays, positions } : null))),
  counted(byNumber),
  plainWeekdays,
  map(seq(weekNumbers, opt(OF_YEAR)), ([weeks]): Choice => ({ weeks })),
)

/** "in june", "of november and december". */
const monthsOnly: Reader<Choice> = map(monthList, (months) => ({ months }))

const CHOICE_GAP = opt(
  longest<unknown>(seq(opt(word(',')), word('on in of during')), phrase('on the'), word(','), phrase('only on')),
)

/** Everything that narrows the days, one after another. */
export const narrowed: Reader<Choice> = once(
  map(list(longest<Choice>(DAYS_OF_WEEK, monthsOnly), CHOICE_GAP), (choices) =>
    choices.reduce<Choice | null>((so, one) => so && both(so, one), {}),
  ),
)

export const NARROWED_AFTER = map(seq(CHOICE_GAP, narrowed), ([, choice]) => choice)
