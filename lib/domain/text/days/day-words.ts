import { addWorkdays, weekdayFrom } from '../../time/calendar.ts'
import { addDays, type DateString, isoWeekday, startOfWeek } from '../../time/dates.ts'
import { isClockSpan, type Span, shifted, span, unit } from '../times/span.ts'
import { ordinal, whole } from '../tokens/numbers.ts'
import { longest, map, opt, phrase, type Reader, seq, token, unless, word } from '../tokens/reader.ts'
import { type Day, looseDay, sureDay } from './day.ts'
import { weekday } from './day-dates.ts'
import { AT_END } from './tails.ts'

/** Days counted from today: "tomorrow", "next friday", "in 3 days", "two fridays from now". */

/** Words before a part of the day that leave it the same part: "very late tonight". */
const SHADE = opt(seq(opt(word('very')), word('early earlier late later')))

const TODAY = map(seq(opt(word('earlier later')), word('today tod 2day')), (_, { today }) => looseDay(today))
const TOMORROW = map(word('tomorrow tmrw tmr tmw tomorow tommorow tommorrow tom 2morrow'), (_, { today }) =>
  looseDay(addDays(today, 1)),
)

const NEXT_WORKDAY = longest<unknown>(
  token((one) => one.unit === 'workday' && one.plural !== true),
  seq(word('business working work'), word('day')),
)

const near: Reader<Day> = longest(
  TODAY,
  TOMORROW,
  map(seq(SHADE, word('tonight tonite')), (_, { today }): Day => ({ day: today, part: 'night', sure: true })),
  map(
    seq(
      SHADE,
      word('this'),
      opt(word('very coming')),
      token(({ part, plural }) => !plural && part),
    ),
    ([, , , part], { today }): Day => ({ day: today, part, sure: true }),
  ),
  map(word('yesterday'), (_, { today }) => looseDay(addDays(today, -1))),
  map(phrase('last night'), (_, { today }): Day => ({ day: addDays(today, -1), part: 'night', sure: false })),
  map(seq(opt(word('the')), phrase('day after tomorrow')), (_, { today }) => sureDay(addDays(today, 2))),
  map(phrase('this day'), (_, { today }) => looseDay(today)),
  map(seq(opt(word('the')), word('next following'), word('day')), (_, { today }) => looseDay(addDays(today, 1))),
  map(seq(opt(word('the')), word('next following'), NEXT_WORKDAY), (_, { today }) => sureDay(addWorkdays(today, 1))),
  map(word('overmorrow'), (_, { today }) => sureDay(addDays(today, 2))),
  map(seq(opt(word('the')), phrase('day before yesterday')), (_, { today }) => sureDay(addDays(today, -2))),
)

const HENCE = longest<unknown>(
  seq(word('from'), word('now today')),
  word('hence'),
  seq(word('later'), unless(word('than on this in'))),
)
const SPAN_HENCE = map(seq(span, HENCE), ([by]) => by)
const COMMA = opt(word(','))
/** A whole number of weeks and nothing else. */
const isWeeks = ({ days, months, minutes, workdays }: Span): boolean =>
  days > 0 && days % 7 === 0 && months + minutes + workdays === 0

const END_OF_TEXT: Reader<true> = ({ tokens }, at) => (at >= tokens.length ? { value: true, next: at } : null)

const WHICH = word('this next nxt coming last past previous following upcoming')
const plainOrMany = token((one) => one.weekday)
const COUNTED = longest(
  whole,
  map(seq(opt(word('the')), ordinal), ([, nth]) => nth),
)
const IN_COUNTED = map(seq(word('in'), whole), ([, n]) => n)
const MANY_WEEKDAYS = token((one) => one.plural && one.weekday)
const weekOf = (steps: number, on: number, today: DateString): Day | null =>
  sureDay(addDays(startOfWeek(today), 7 * steps + on - 1))
const WEEKS: Record<string, number> = { this: 0, next: 1, last: -1, following: 1 }
const WHICH_WEEK = map(seq(opt(word('the')), word('this next last following'), word('week')), ([, which]) => which)

/** "mon. at 9am": the full stop of an abbreviation, with more of a date behind it. */
const SHORT_WEEKDAY = map(
  seq(
    token((one) => one.text.length <= 5 && !one.plural && one.weekday),
    token(({ text, glued }) => glued && text === '.'),
    unless(END_OF_TEXT),
    AT_END,
  ),
  ([on]) => on,
)

const ofWeek: Reader<Day> = longest(
  map(SHORT_WEEKDAY, (on, { today }): Day => ({ day: weekdayFrom(today, on), sure: true })),
  map(
    seq(opt(WHICH), opt(word('coming upcoming')), weekday),
    ([which, soon, on], { today }): Day => ({
      day: weekdayFrom(today, on, soon ? '' : which === 'nxt' ? 'next' : (which ?? '')),
      sure: false,
    }),
  ),
  map(seq(weekday, opt(word(', of in')), WHICH_WEEK), ([on, , which], { today }) =>
    weekOf(WEEKS[which] ?? 0, on, today),
  ),
  map(seq(WHICH_WEEK, opt(word(', on')), weekday), ([which, , on], { today }) => weekOf(WEEKS[which] ?? 0, on, today)),
  map(seq(weekday, word('next')), ([on], { today }) => sureDay(weekdayFrom(today, on, 'next'))),
  map(seq(opt(word('the')), weekday, phrase('after next')), ([, on], { today }) =>
    sureDay(addDays(weekdayFrom(today, on), 7)),
  ),
  map(seq(weekday, opt(word('of')), opt(word('the')), phrase('week after next')), ([on], { today }) =>
    weekOf(2, on, today),
  ),
  map(seq(weekday, word('fortnight')), ([on], { today }) => sureDay(addDays(weekdayFrom(today, on), 14))),
  map(seq(span, weekday), ([by, on], { today }) =>
    isWeeks(by) ? sureDay(addDays(weekdayFrom(today, on), by.days)) : null,
  ),
  map(seq(weekday, word('week')), ([on], { today }) => sureDay(addDays(weekdayFrom(today, on), 7))),
  map(
    longest<readonly [number, unknown, Span]>(seq(weekday, word('in'), span), seq(weekday, COMMA, SPAN_HENCE)),
    ([on, , by], { today }) => (isWeeks(by) ? weekOf(by.days / 7, on, today) : null),
  ),
  map(seq(word('the'), word('next coming following upcoming'), weekday), ([, which, on], { today }) =>
    sureDay(weekdayFrom(today, on, which)),
  ),
  map(seq(whole, plainOrMany, word('ago')), ([n, on], { today }) =>
    n <= 520 ? looseDay(addDays(weekdayFrom(today, on, 'last'), -7 * (n - 1))) : null,
  ),
  map(
    longest<readonly [number, number, ...unknown[]]>(seq(COUNTED, plainOrMany, HENCE), seq(IN_COUNTED, MANY_WEEKDAYS)),
    ([n, on], { today }) => (n <= 520 ? sureDay(addDays(weekdayFrom(today, on), 7 * (n - 1))) : null),
  ),
)

const WEEKEND = token((one) => one.unit === 'weekend' && one.plural !== true)
const WEEKENDS = token((one) => one.unit === 'weekend')
const saturday = (today: DateString, steps: number): DateString => addDays(startOfWeek(today), 5 + 7 * steps)
/** Of a weekend its Saturday, or today where it has begun. */
const comingWeekend = (today: DateString): DateString => (isoWeekday(today) > 5 ? today : saturday(today, 0))

const WEEKEND_DAY = map(weekday, (on) => (on > 5 ? on : null))

const weekends: Reader<Day> = longest(
  map(
    seq(
      opt(longest<unknown>(word('this the'), phrase('over the'), phrase('at the'), phrase('on the'))),
      opt(word('coming')),
      WEEKEND,
    ),
    (_, { today }) => looseDay(comingWeekend(today)),
  ),
  map(seq(opt(word('the')), word('next'), WEEKEND), (_, { today }) => sureDay(saturday(today, 1))),
  map(
    seq(WEEKEND_DAY, opt(word('of on')), opt(word('the')), word('this next'), WEEKEND),
    ([on, , , which], { today }) => sureDay(addDays(saturday(today, which === 'next' ? 1 : 0), on - 6)),
  ),
  map(
    seq(opt(word('the')), word('this next'), WEEKEND, opt(word(', on')), WEEKEND_DAY),
    ([, which, , , on], { today }) => sureDay(addDays(saturday(today, which === 'next' ? 1 : 0), on - 6)),
  ),
  map(seq(word('last'), WEEKEND), (_, { today }) => looseDay(saturday(today, -1))),
  map(seq(opt(word('the')), WEEKEND, phrase('after next')), (_, { today }) =>
    sureDay(saturday(today, isoWeekday(today) > 5 ? 2 : 2)),
  ),
  map(seq(whole, WEEKENDS, HENCE), ([n], { today }) =>
    sureDay(addDays(comingWeekend(today), 7 * n - (isoWeekday(today) > 5 ? 0 : 7))),
  ),
)

/** So much later than now: a moment where it is counted in minutes, else a day. */
const later = (today: DateString, by: Span): Day =>
  by.minutes > 0 && isClockSpan(by)
    ? { day: today, inMinutes: by.minutes, sure: true }
    : { day: shifted(today, by), ...(by.minutes > 0 && { inMinutes: by.minutes }), sure: true }

/** So much before now. */
const earlier = (today: DateString, by: Span): Day | null =>
  isClockSpan(by)
    ? { day: today, inMinutes: -by.minutes, sure: false }
    : by.minutes === 0
      ? looseDay(shifted(today, by, -1))
      : null

const ABOUT = opt(longest<unknown>(word('about around approximately exactly roughly another'), phrase('at least')))

const NEAR: Reader<number> = longest(
  map(word('today'), () => 0),
  map(word('tomorrow'), () => 1),
)
const byDays = (today: DateString, from: number, by: Span): Day | null =>
  by.minutes === 0 ? sureDay(shifted(addDays(today, from), by)) : null

/** "two weeks today", "today in 2 weeks", "tomorrow week". */
const aroundToday: Reader<Day> = longest(
  map(seq(span, NEAR), ([by, from], { today }) => (by.days > 0 && by.days % 7 === 0 ? byDays(today, from, by) : null)),
  map(seq(NEAR, word('in'), span), ([from, , by], { today }) => byDays(today, from, by)),
  map(seq(NEAR, word('week')), ([from], { today }) => sureDay(addDays(today, from + 7))),
)

const NOTHING: Span = { months: 0, days: 0, workdays: 0, minutes: 0 }
const PERIODS: Partial<Record<string, Partial<Span>>> = {
  hour: { minutes: 60 },
  day: { days: 1 },
  week: { days: 7 },
  fortnight: { days: 14 },
  month: { months: 1 },
  year: { months: 12 },
}
/** "month's" in "in a month's time". */
const POSSESSIVE = token(({ text }) => text.endsWith("'s") && PERIODS[text.slice(0, -2)])
/** "week" in "week from now". */
const POINT = token(({ text }) => PERIODS[text])

const offsets: Reader<Day> = longest(
  map(
    seq(
      word('in within'),
      opt(phrase('the next')),
      ABOUT,
      span,
      opt(longest<unknown>(seq(opt(word("' ’")), word('time')), phrase('from now'))),
    ),
    ([, next, , by], { today }): Day => ({ ...later(today, by), ...(next && { within: true as const }) }),
  ),
  map(
    seq(word('in within over'), word('the'), word('next coming following'), unit),
    ([, , , of], { today }): Day | null => {
      const by = PERIODS[of]
      return by ? { ...later(today, { ...NOTHING, ...by }), within: true } : null
    },
  ),
  map(seq(word('in'), word('a an one'), POSSESSIVE, word('time')), ([, , of], { today }) =>
    later(today, { ...NOTHING, ...of }),
  ),
  map(seq(POINT, word('from'), word('now today')), ([of], { today }) => later(today, { ...NOTHING, ...of })),
  map(seq(span, HENCE), ([by], { today }) => later(today, by)),
  map(seq(opt(word('now')), word('+'), span), ([, , by], { today }) => later(today, by)),
  map(seq(span, word('ago')), ([by], { today }) => earlier(today, by)),
)

export const relativeDay: Reader<Day> = longest(near, ofWeek, weekends, offsets, aroundToday)
