import { weekdayFrom } from '../../time/calendar.ts'
import { addDays } from '../../time/dates.ts'
import { isClockSpan, type Span, shifted, span, unit } from '../times/span.ts'
import { lazy, longest, map, once, opt, type Reader, seq, token, word } from '../tokens/reader.ts'
import type { Day } from './day.ts'
import { calendarDay, stretch, weekday } from './day-dates.ts'
import { periodDay } from './day-periods.ts'
import { relativeDay } from './day-words.ts'

const single: Reader<Day> = longest(calendarDay, periodDay, relativeDay)

const day = lazy(() => anyDay)

/** "2 days before June 3", "a week from friday", "the day after christmas eve" where the later is a day. */
const FORTNIGHT: Span = { months: 0, days: 14, workdays: 0, minutes: 0 }

const WEEKEND = token((one) => one.unit === 'weekend' && one.plural !== true)

const shiftedDay: Reader<Day> = longest(
  map(seq(word('fortnight'), word('before after from'), day), ([, way, from]) => moved(from, FORTNIGHT, way)),
  map(seq(opt(word('in')), span, word('before after from past following'), day), ([, by, way, from]) =>
    moved(from, by, way),
  ),
  map(seq(span, word('prior'), word('to'), day), ([by, , , from]) => moved(from, by, 'before')),
  map(seq(opt(word('the')), unit, word('before after following'), day), ([, of, way, from]) =>
    of === 'day' ? moved(from, { months: 0, days: 1, workdays: 0, minutes: 0 }, way) : null,
  ),
  map(seq(span, word('on'), weekday), ([by, , on], { today }) =>
    by.days > 0 && by.days % 7 === 0 && by.months + by.minutes + by.workdays === 0
      ? { day: addDays(weekdayFrom(today, on), by.days), sure: true }
      : null,
  ),
  map(seq(opt(word('the')), opt(word('first next')), weekday, word('after following'), day), ([, , on, , from]) =>
    from.inMinutes === undefined && !from.conflict ? { day: weekdayFrom(from.day, on), sure: true } : null,
  ),
  map(seq(opt(word('the')), WEEKEND, word('before after following'), day), ([, , way, from]) =>
    from.inMinutes === undefined && !from.conflict
      ? { day: weekdayFrom(from.day, 6, way === 'before' ? 'last' : ''), sure: true }
      : null,
  ),
  map(seq(opt(word('the')), weekday, word('before'), day), ([, on, , from]) =>
    from.inMinutes === undefined && !from.conflict ? { day: weekdayFrom(from.day, on, 'last'), sure: true } : null,
  ),
)

const moved = (from: Day, by: Parameters<typeof shifted>[1], way: string): Day | null => {
  if (from.inMinutes !== undefined || from.until || isClockSpan(by)) return null
  return { ...from, day: shifted(from.day, by, way === 'before' ? -1 : 1), sure: true }
}

const SAME_TIME = longest<unknown>(
  seq(word('this'), opt(word('same')), word('time')),
  seq(opt(word('the')), word('same'), word('time')),
)
const AT = opt(word('at around about'))

/** "this time tomorrow", "friday at the same time": the minute that it is now. */
const sameTime: Reader<Day> = map(
  longest<Day>(
    map(seq(AT, SAME_TIME, opt(word('on')), single), ([, , , of]) => of),
    map(seq(single, AT, SAME_TIME), ([of]) => of),
  ),
  (of) => (of.part || of.until || of.period || of.inMinutes !== undefined ? null : { ...of, inMinutes: 0, sure: true }),
)

const anyDay: Reader<Day> = once(longest(single, shiftedDay, sameTime))

const TO = word('- – to until till through thru')

/** "June 5 to July 2", "from Friday until Sunday". */
const range: Reader<Day> = map(seq(opt(word('from between')), anyDay, TO, anyDay), ([, from, , to]) => {
  if (from.inMinutes !== undefined || to.inMinutes !== undefined || from.until || to.until || from.part) return null
  return stretch(from, to.day < from.day ? { ...to, day: weekLater(to.day, from.day) } : to)
})

/** Of two weekdays the second is the one after the first. */
const weekLater = (to: string, from: string): string => (to < from && addDays(to, 7) > from ? addDays(to, 7) : to)

/** Any day or stretch of days that a text can name. */
export const dayPhrase: Reader<Day> = once(longest(anyDay, range))
