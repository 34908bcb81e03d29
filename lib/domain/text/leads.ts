import { type Clock, clockAfterAt, clockRange, clocksBetween, partOfDay, plainClock } from './clock.ts'
import type { Day } from './day.ts'
import { lastDayOfMonth, monthAlone, monthLead } from './day-dates.ts'
import { dayPhrase } from './days.ts'
import { times } from './frequency.ts'
import type { Part } from './lexicon.ts'
import type { Role } from './mention.ts'
import { digits, whole } from './numbers.ts'
import { longest, map, once, opt, phrase, type Reader, seq, unless, word } from './reader.ts'
import { isClockSpan, type Span, span, unit } from './span.ts'

/** Days, times, counts and lengths with the words that lead to them: "due by friday", "starting june 3", "at 5". */

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
  map(word('by'), () => 'due' as const),
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
  roleOf(null, word('on for around do date over sometime')),
  map(seq(word('at @'), opt(word('the'))), () => 'none' as const),
)

const LEAD: Reader<Role | 'none'> = longest<Role | 'none'>(
  map(word('due deadline'), () => 'due' as const),
  map(word('ending ends'), () => 'until' as const),
  map(word('start starting starts beginning begin begins'), () => 'start' as const),
)

type LedDay = { day: Day; role: Role /** It has words of its own before it. */; led: boolean }

const roleIn = (role: Role | 'none' | null): Role => (role === 'none' ? null : role)

/** A day with its lead. */
export const ledDay: Reader<LedDay> = once(
  longest<LedDay>(
    map(dayPhrase, (day) => ({ day, role: null, led: false })),
    map(seq(opt(word('on in')), opt(word('the')), partOfDay, word('of'), dayPhrase), ([, , part, , day]) =>
      day.part || day.inMinutes !== undefined ? null : { day: { ...day, part, sure: true }, role: null, led: true },
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

/** From the first day of a month to the last of another; to its first behind "until". */
const monthsBetween = (from: Day, to: Day, excluded: boolean): Day => {
  const later = to.day < from.day ? `${Number(to.day.slice(0, 4)) + 1}${to.day.slice(4)}` : to.day
  return { day: from.day, until: excluded ? later : lastDayOfMonth(later), sure: true }
}

export type LedClock = { clock: Clock; lead: string | null }

const CLOCK_LEAD = word('at @ from by around about until till before after starting for')
const CLOCK_LEADS: Reader<string> = longest(
  CLOCK_LEAD,
  map(seq(word('starting start beginning'), word('at from')), () => 'at'),
  map(seq(word('exactly about around approximately'), word('at')), () => 'at'),
  map(seq(word('due by'), opt(word('by at')), opt(word('at'))), () => 'by'),
)
const AT = word('at @')
/** "at ten to eight" is a time, "at 10 to 6" rather two. */
const WORDS_TO_HOUR: Reader<true> = unless(digits(2))

/** A time of day with its lead. */
export const ledClock: Reader<LedClock> = once(
  longest<LedClock>(
    map(seq(AT, WORDS_TO_HOUR, clockAfterAt), ([lead, , clock]) => ({ clock, lead })),
    map(seq(opt(longest<unknown>(AT, word('from'))), clockRange), ([lead, clock]) => ({
      clock,
      lead: lead === null ? null : 'at',
    })),
    map(clocksBetween, (clock) => ({ clock, lead: 'at' })),
    map(seq(opt(CLOCK_LEADS), plainClock), ([lead, clock]) => ({ clock, lead })),
  ),
)

const PART_LEAD = longest<unknown>(
  phrase('in the'),
  phrase('early in the'),
  phrase('late in the'),
  phrase('during the'),
  word('at by this'),
)

/** "in the morning", "morning": alone it is one only beside a day. */
export const ledPart: Reader<{ part: Part; led: boolean }> = map(
  seq(opt(PART_LEAD), opt(word('early late')), partOfDay),
  ([lead, , part]) => ({
    part,
    led: lead !== null,
  }),
)

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
