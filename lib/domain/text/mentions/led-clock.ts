import { AT_END, CLOCK_TAIL } from '../days/tails.ts'
import { type Clock, partOfDay } from '../times/clock.ts'
import { clockAfterAt, plainClock } from '../times/clock-past.ts'
import { clockRange, clocksBetween } from '../times/clock-range.ts'
import type { Part } from '../tokens/lexicon.ts'
import { digits } from '../tokens/numbers.ts'
import { HYPHEN, longest, map, once, opt, phrase, type Reader, seq, token, unless, word } from '../tokens/reader.ts'

/** Times of day and parts of the day with the words that lead to them and that follow them: "at 5 sharp", "by noon". */

/** `lead`: the word that leads to it, null where none does. */
export type LedClock = { clock: Clock; lead: string | null }

const AT = word('at @')

/** "just before", "any time after": the time itself counts. */
const VAGUELY = seq(
  opt(AT),
  longest<unknown>(
    word('just shortly right slightly immediately directly somewhere sometime anytime exactly precisely promptly'),
    phrase('a little'),
    phrase('a bit'),
    phrase('a little bit'),
    word('well long soon'),
    phrase('some time'),
    phrase('any time'),
  ),
  word('before after past around about from by until till at'),
)
const LIMIT = longest<unknown>(
  phrase('no later than'),
  phrase('not later than'),
  phrase('no earlier than'),
  phrase('not earlier than'),
  phrase('at the latest by'),
  phrase('latest by'),
  phrase('as late as'),
  phrase('as early as'),
  phrase('as soon as'),
)

const COLON = opt(longest<unknown>(word(': is'), phrase('- ')))

const CLOCK_LEADS: Reader<string> = longest(
  map(seq(word('due deadline'), COLON, opt(word('by before for around'))), () => 'by'),
  map(seq(word('due deadline'), COLON, AT), () => 'at'),
  map(seq(word('time at when start starts'), word(':')), () => 'at'),
  map(seq(word('starts start begins scheduled schedule'), word('at for from around')), () => 'at'),
  word('at @ from by around about until till before after starting for'),
  map(seq(word('starting start beginning commencing effective'), opt(word('at from'))), () => 'at'),
  map(longest<unknown>(phrase('as of'), phrase('as from')), () => 'from'),
  map(seq(word('up'), word('to until till')), () => 'until'),
  map(seq(word('exactly about around approximately promptly precisely'), word('at')), () => 'at'),
  map(seq(phrase('due by'), opt(word('by at')), opt(word('at'))), () => 'by'),
  map(seq(word("' ’"), word('til')), () => 'until'),
  map(seq(opt(word('due')), longest<unknown>(VAGUELY, LIMIT)), () => 'by'),
)

/** "at ten to eight" is a time, "at 10 to 6" rather two. */
const WORDS_TO_HOUR: Reader<true> = unless(digits(2))

/** "at 17 h", "at 20 hours". */
const apartFromUnit: Reader<Clock> = map(seq(digits(2), word('h hrs hours')), ([hour]) =>
  hour > 12 && hour < 24
    ? { minutes: hour * 60, open: false, sure: true, digital: false, until: null, zone: null }
    : null,
)

/** "at 06 30 hours", "at 03 45". */
const TWO_DIGITS = token((one) => (one.digits === 2 ? one : null))
const spacedMinutes: Reader<Clock> = map(
  seq(TWO_DIGITS, TWO_DIGITS, opt(word('hours hrs h')), AT_END),
  ([{ number: hour = 0 }, { number: minute = 0 }]) =>
    hour < 24 && minute < 60
      ? { minutes: hour * 60 + minute, open: false, sure: true, digital: true, until: null, zone: null }
      : null,
)

const COLON_CLOCK = map(plainClock, (clock) => (clock.digital ? clock : null))

/** "T13:00-05:00": behind a date without space, what follows is an offset and no second time. */
const ISO_CLOCK = token(({ ofDate }) => ofDate)

/** A time of day with the words around it. */
export const ledClock: Reader<LedClock> = once(
  map(
    seq(
      longest<LedClock>(
        map(seq(AT, WORDS_TO_HOUR, clockAfterAt), ([lead, , clock]) => ({ clock, lead })),
        map(seq(AT, apartFromUnit), ([lead, clock]) => ({ clock, lead })),
        map(seq(AT, spacedMinutes), ([lead, clock]) => ({ clock, lead })),
        map(seq(AT, COLON_CLOCK, word('h')), ([lead, clock]) => ({ clock, lead })),
        map(seq(unless(ISO_CLOCK), opt(longest<unknown>(AT, word('from'))), clockRange), ([, lead, clock]) => ({
          clock,
          lead: lead === null ? null : 'at',
        })),
        map(clocksBetween, (clock) => ({ clock, lead: 'at' })),
        map(seq(opt(CLOCK_LEADS), plainClock), ([lead, clock]) => ({ clock, lead })),
        map(seq(word('from'), plainClock, word('on'), AT_END), ([lead, clock]) => ({ clock, lead })),
      ),
      opt(CLOCK_TAIL),
    ),
    ([found]) => found,
  ),
)

const SOMETIME = opt(longest<unknown>(word('sometime anytime'), phrase('some time'), phrase('any time')))

const PART_LEAD = longest<unknown>(
  seq(SOMETIME, opt(word('very')), opt(word('early late later')), word('in during'), word('the')),
  seq(word('in during'), opt(word('the')), opt(word('very')), word('early late mid'), HYPHEN),
  phrase('late at'),
  word('at by this'),
)

const HALVES: Record<string, Part> = { am: 'morning', pm: 'afternoon' }

/** "march 3-5 pm": the half of an hour and not of the day. */
const BEHIND_NUMBER: Reader<true> = ({ tokens }, at) =>
  tokens[at - 1]?.digits === undefined ? null : { value: true, next: at }

/** `led`: words of its own lead to it. Without them it is one only next to a day. */
export type LedPart = { part: Part; led: boolean }

/** "in the morning", "late afternoon", "first thing", "am". */
export const ledPart: Reader<LedPart> = longest<LedPart>(
  map(seq(opt(PART_LEAD), opt(word('early late mid')), HYPHEN, partOfDay), ([lead, , , part]) => ({
    part,
    led: lead !== null,
  })),
  map(phrase('first thing in the morning'), () => ({ part: 'morning', led: true })),
  map(phrase('first thing'), () => ({ part: 'morning', led: false })),
  map(
    seq(
      opt(phrase('in the')),
      unless(BEHIND_NUMBER),
      token(({ text, kind }) => kind === 'word' && HALVES[text]),
    ),
    ([lead, , part]) => ({ part, led: lead !== null }),
  ),
)
