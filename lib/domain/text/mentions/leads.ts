import type { Day } from '../days/day.ts'
import { lastDayOfMonth, monthAlone, monthLead, shortDate } from '../days/day-dates.ts'
import { dayPhrase } from '../days/days.ts'
import { AT_END, DAY_TAIL } from '../days/tails.ts'
import { times } from '../recurrence/frequency.ts'
import { partOfDay } from '../times/clock.ts'
import { isClockSpan, type Span, span, unit } from '../times/span.ts'
import type { Part } from '../tokens/lexicon.ts'
import { whole } from '../tokens/numbers.ts'
import { HYPHEN, longest, map, once, opt, phrase, type Reader, seq, word } from '../tokens/reader.ts'
import type { Role } from './mention.ts'

/** Days, counts and lengths with the words that lead to them: "due by friday", "starting june 3", "10 times". */

const COLON = opt(longest<unknown>(word(': is'), phrase('- ')))
const ON = opt(word('on by in at for from the'))

const roleOf = (role: Role, words: Reader<unknown>): Reader<Role | 'none'> =>
  map(seq(words, ON, ON, COLON), () => role ?? 'none')

/** With the preposition behind it ("due on", "starting from"), which may also begin the day ("ending in 6 months"). */
const LONG_LEAD: Reader<Role | 'none'> = longest<Role | 'none'>(
  roleOf(
    'due',
    longest<unknown>(
      word('due deadline'),
      phrase('due date'),
      phrase('due before'),
      phrase('no later than'),
      phrase('not later than'),
    ),
  ),
  map(seq(opt(phrase('on or')), word('by')), () => 'due' as const),
  roleOf('due', phrase('at the latest')),
  map(phrase('on or before'), () => 'due' as const),
  map(phrase('on or about'), () => 'none' as const),
  map(phrase('prior to'), () => 'before' as const),
  map(seq(word('before'), opt(word('the'))), () => 'before' as const),
  map(seq(word('until till til to'), opt(word('on in the'))), () => 'until' as const),
  map(seq(word('through thru'), opt(word('on the'))), () => 'through' as const),
  roleOf(
    'until',
    longest<unknown>(
      word('ending ends'),
      phrase('up to'),
      phrase('up until'),
      phrase('and ending'),
      phrase('and ends'),
    ),
  ),
  roleOf(
    'start',
    longest<unknown>(
      word('start starting starts beginning begin begins from scheduled schedule effective since commencing'),
      phrase('as of'),
    ),
  ),
  roleOf(null, word('on for around do date over')),
  map(seq(word('at @'), opt(word('the'))), () => 'none' as const),
)

const LEAD: Reader<Role | 'none'> = longest<Role | 'none'>(
  map(word('due deadline'), () => 'due' as const),
  map(word('ending ends'), () => 'until' as const),
  map(word('start starting starts beginning begin begins'), () => 'start' as const),
)

type LedDay = { day: Day; role: Role /** It has words of its own before it. */; led: boolean }

const roleIn = (role: Role | 'none' | null): Role => (role === 'none' ? null : role)

const FIRST_THING = phrase('first thing')
/** Any time of a day is that day. */
const SOMETIME = longest<unknown>(
  word('sometime anytime'),
  phrase('some time'),
  phrase('any time'),
  phrase('at some point'),
  phrase('any day'),
  phrase('all day'),
  phrase('one day'),
)
const LONG_LEAD_OR_NONE: Reader<Role | 'none' | null> = opt(LONG_LEAD)

const withPart = (day: Day, part: Part): LedDay | null =>
  (day.part && day.part !== part) || day.inMinutes !== undefined
    ? null
    : { day: { ...day, part, sure: true }, role: null, led: true }

const plainLedDay: Reader<LedDay> = once(
  longest<LedDay>(
    map(dayPhrase, (day) => ({ day, role: null, led: false })),
    map(
      seq(opt(word('on in')), opt(word('the')), opt(word('early late mid')), HYPHEN, partOfDay, word('of'), dayPhrase),
      ([, , , , part, , day]) => withPart(day, part),
    ),
    map(seq(word('early late'), dayPhrase, partOfDay), ([, day, part]) => withPart(day, part)),
    map(
      seq(opt(phrase('in the')), opt(word('early late mid')), HYPHEN, partOfDay, dayPhrase),
      ([, how, , part, day]) => (how ? withPart(day, part) : null),
    ),
    map(seq(FIRST_THING, opt(word(', on')), dayPhrase, opt(word('morning'))), ([, , day]) => withPart(day, 'morning')),
    map(seq(SOMETIME, monthLead, monthAlone), ([, , day]) => ({ day, role: null, led: true })),
    map(seq(SOMETIME, LONG_LEAD_OR_NONE, dayPhrase), ([, role, day]) => ({ day, role: roleIn(role), led: true })),
    map(seq(word('on'), shortDate), ([, day]) => ({ day, role: null, led: true })),
    map(seq(opt(word('due')), word('by'), shortDate), ([, , day]) => ({ day, role: 'due', led: true })),
    map(seq(opt(word('by at')), opt(word('the')), phrase('end of'), opt(word('the')), dayPhrase), ([, , , , day]) =>
      day.until || day.inMinutes !== undefined || day.period
        ? null
        : { day: { ...day, sure: true }, role: null, led: true },
    ),
    map(seq(LONG_LEAD, dayPhrase), ([role, day]) => ({ day, role: roleIn(role), led: true })),
    map(seq(LEAD, dayPhrase), ([role, day]) => ({ day, role: roleIn(role), led: true })),
    map(
      seq(
        longest<Role | 'none'>(
          LONG_LEAD,
          map(monthLead, () => 'none' as const),
        ),
        monthAlone,
      ),
      ([role, day]) => ({
        day: role === 'through' ? { ...day, day: lastDayOfMonth(day.day) } : day,
        role: roleIn(role),
        led: true,
      }),
    ),
    map(
      seq(word('from between'), monthAlone, word('to through thru - until till and'), monthAlone),
      ([, from, to, until]) => ({ day: monthsBetween(from, until, /^un|^til/u.test(to)), role: null, led: true }),
    ),
    map(monthAlone, (day) => (day.sure ? { day, role: null, led: false } : null)),
  ),
)

/** A day with the words that lead to it and that follow it. */
export const ledDay: Reader<LedDay> = once(
  longest<LedDay>(
    map(seq(plainLedDay, opt(DAY_TAIL)), ([found]) => found),
    map(seq(word('from'), dayPhrase, word('on'), AT_END), ([, day]) => ({ day, role: 'start', led: true })),
  ),
)

/** From the first day of a month to the last of another; to its first behind "until". */
const monthsBetween = (from: Day, to: Day, excluded: boolean): Day => {
  const later = to.day < from.day ? `${Number(to.day.slice(0, 4)) + 1}${to.day.slice(4)}` : to.day
  return { day: from.day, until: excluded ? later : lastDayOfMonth(later), sure: true }
}

const OCCURRENCES = word('times occurrences occurrence repetitions repeats iterations sessions instances')

/** How often in all: "10 times", "twice", "for 5 occurrences". */
export const countEnd: Reader<number> = longest(
  map(seq(opt(word('for')), opt(word('a')), opt(word('total')), opt(word('of')), times), ([, , , , n]) => n),
  map(seq(opt(word('for after')), opt(word('the')), opt(word('next')), whole, OCCURRENCES), ([, , , n]) => n),
  map(seq(word('x'), whole), ([, n]) => n),
  map(seq(word('ending ends'), word('after'), whole, OCCURRENCES), ([, , n]) => n),
)

/** How long in all: "for 3 weeks", "for the next three weeks". */
export const lengthEnd: Reader<Span> = longest(
  map(
    seq(word('for over during'), opt(word('the')), opt(word('next following coming')), opt(word('about')), span),
    ([, , , , by]) => (isClockSpan(by) ? null : by),
  ),
  map(seq(word('for over during'), opt(word('the')), word('next following coming'), unit), ([, , , of]) =>
    lengthOf(of),
  ),
)

const lengthOf = (of: string): Span | null => {
  const none = { months: 0, days: 0, workdays: 0, minutes: 0 }
  if (of === 'week') return { ...none, days: 7 }
  if (of === 'month') return { ...none, months: 1 }
  if (of === 'quarter') return { ...none, months: 3 }
  return of === 'year' ? { ...none, months: 12 } : null
}
