import type { Part } from './lexicon.ts'
import { digits, wordNumber } from './numbers.ts'
import { HYPHEN, longest, map, once, opt, phrase, type Reader, seq, token, word } from './reader.ts'
import { isClockSpan, span } from './span.ts'
import { type Zone, zone } from './zones.ts'

/**
 * A time of day as written. `minutes` after midnight, 1440 for midnight, which ends the day it is named with.
 * `open`: 3 may be the afternoon or the night. `sure`: it is a time whatever stands around it; `digital`: written 8:45.
 */
export type Clock = {
  minutes: number
  open: boolean
  sure: boolean
  digital: boolean
  until: number | null
  zone: Zone | null
}

type Hour = { hour: number; minute: number; digital: boolean; sure: boolean; whole?: boolean }

const hourWord = map(wordNumber, (hour) => (hour >= 1 && hour <= 12 ? hour : null))
const earlyWord = map(wordNumber, (hour) => (hour >= 13 && hour <= 19 ? hour : null))
const minuteWord: Reader<number> = longest(
  map(wordNumber, (minute) => (minute >= 10 && minute <= 59 ? minute : null)),
  map(seq(word("oh o o'"), HYPHEN, wordNumber), ([, , minute]) => (minute >= 1 && minute <= 9 ? minute : null)),
)

/** "1030" and "930": hours and minutes without a mark. */
const unmarked: Reader<Hour> = token(
  (one) =>
    (one.digits === 3 || one.digits === 4) &&
    one.number !== undefined && {
      hour: Math.floor(one.number / 100),
      minute: one.number % 100,
      digital: false,
      sure: false,
      whole: one.digits === 4,
    },
)

const hourAndMinute: Reader<Hour> = once(
  longest(
    token(
      ({ clock, text }) =>
        clock && {
          hour: clock.hour,
          minute: clock.minute,
          digital: clock.dotted !== true && clock.french !== true,
          sure: clock.french === true && clock.hour > 12,
          whole: text.startsWith('0') || clock.hour > 12,
        },
    ),
    token(
      (one) =>
        one.digits !== undefined &&
        one.digits <= 2 && {
          hour: one.number ?? 0,
          minute: 0,
          digital: false,
          sure: false,
          whole: one.text.startsWith('0'),
        },
    ),
    unmarked,
    map(hourWord, (hour) => ({ hour, minute: 0, digital: false, sure: false })),
    map(seq(longest(hourWord, earlyWord, digits(2)), HYPHEN, minuteWord), ([hour, , minute]) => ({
      hour,
      minute,
      digital: true,
      sure: false,
    })),
  ),
)

type Half = 'am' | 'pm'
const half: Reader<Half> = longest(
  token(({ text, kind }) => kind === 'word' && (text === 'am' || text === 'pm') && text),
  token(({ text, glued }) => glued && (text === 'a' ? 'am' : text === 'p' && 'pm')),
)

/** "in the am". */
const inHalf: Reader<Half> = map(seq(phrase('in the'), half), ([, found]) => found)

/** "in the morning" behind an hour; "at night". */
const inPart: Reader<Part> = longest(
  map(
    seq(
      opt(word(',')),
      phrase('in the'),
      token(({ part, plural }) => !plural && part),
    ),
    ([, , part]) => part,
  ),
  map(phrase('at night'), () => 'night' as const),
)

const OCLOCK = longest<unknown>(word("o'clock oclock"), phrase("o ' clock"), phrase('o clock'))
const EXACTLY = longest<unknown>(word('sharp exactly'), seq(HYPHEN, word('ish')), phrase('on the dot'))
const APPROXIMATELY = opt(
  longest<unknown>(word('about around approximately roughly exactly ~ circa'), phrase('approx .')),
)

const HALF_DAY = 720

/** Minutes after midnight of an hour of 12 in a half or a part of the day: 3 at night is 3:00, 8 at night is 20:00. */
const onHalf = (hour: number, minute: number, later: Half | Part): number | null => {
  if (hour < 1 || hour > 12) return null
  const base = (hour % 12) * 60 + minute
  if (later === 'am' || later === 'morning') return base
  if (later === 'night') return hour === 12 ? 1440 : hour < 6 ? base : base + HALF_DAY
  return later === 'evening' && hour === 12 ? 1440 : base + HALF_DAY
}

type Written = [Hour, unknown, Half | Part | null, unknown, Zone | null]

const clockOf = ([at, oclock, later, exactly, where]: Written): Clock | null => {
  const { hour, minute } = at
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null
  const sure = at.sure || later !== null || oclock !== null || exactly !== null || where !== null
  const shared = { sure, digital: at.digital, until: null, zone: where }
  if (later && hour > 12) return { ...shared, minutes: hour * 60 + minute, open: false }
  const minutes = later ? onHalf(hour, minute, later) : hour * 60 + minute
  const open = later === null && at.whole !== true && hour <= 12 && hour > 0
  return minutes === null ? null : { ...shared, minutes, open }
}

const marked: Reader<Hour> = longest(
  unmarked,
  token(
    ({ clock }) => clock && clock.hour > 4 && { hour: clock.hour, minute: clock.minute, digital: true, sure: true },
  ),
  map(seq(longest(digits(2), wordNumber), word('hundred')), ([hour]) => ({
    hour,
    minute: 0,
    digital: false,
    sure: true,
  })),
)
/** "1500 hours", "17:00 hrs", "eighteen hundred hours". */
const MILITARY: Reader<Hour> = map(seq(marked, word('hours hrs h')), ([at]) => ({ ...at, sure: true, whole: true }))
/** "5 30 pm": only before a half of the day. */
const SPACED: Reader<Hour> = (source, at) => {
  const found = map(
    seq(
      digits(2),
      token((one) => one.digits === 2 && one.number),
    ),
    ([hour, minute]) => ({
      hour,
      minute,
      digital: false,
      sure: false,
    }),
  )(source, at)
  return found && half(source, found.next) ? found : null
}

const FRENCH_HOUR = map(
  seq(
    digits(2),
    token(({ text, glued }) => glued && text === 'h'),
  ),
  ([hour]) => ({
    hour,
    minute: 0,
    digital: false,
    sure: hour > 12,
    whole: hour > 12,
  }),
)

/** "5pm", "17:30", "at seven thirty", "8 o'clock", "3 in the morning", "4pm CET". */
const ofHour: Reader<Clock> = map(
  seq(
    longest(hourAndMinute, MILITARY, FRENCH_HOUR, SPACED),
    opt(OCLOCK),
    opt(longest<Half | Part>(half, inHalf, inPart)),
    opt(EXACTLY),
    opt(zone),
  ),
  clockOf,
)

const named = (minutes: number, names: Reader<unknown>): Reader<Clock> =>
  map(seq(names, opt(EXACTLY), opt(zone)), ([, , where]) => ({
    minutes,
    open: false,
    sure: false,
    digital: true,
    until: null,
    zone: where,
  }))
const TWELVE = opt(longest<unknown>(word('12 twelve'), phrase('12 : 00')))
const NOON = named(720, longest<unknown>(seq(TWELVE, word('noon midday noontime')), phrase('mid - day')))
const MIDNIGHT = named(1440, longest<unknown>(seq(TWELVE, word('midnight midnite')), phrase('mid - night')))

/** Any single time of day, without the words that lead to it. */
const plain: Reader<Clock> = once(longest(ofHour, NOON, MIDNIGHT))

type Shift = { minutes: number; sure: boolean }
const QUARTER: Reader<Shift> = map(seq(opt(word('a')), word('quarter')), () => ({ minutes: 15, sure: true }))
const MINUTES: Reader<Shift> = longest(
  QUARTER,
  map(seq(longest(digits(2), wordNumber), opt(word('minutes minute mins min'))), ([minutes, said]) =>
    minutes >= 1 && minutes <= 59 ? { minutes, sure: said !== null || minutes > 12 } : null,
  ),
)
const turned = (clock: Clock, by: number, sure: boolean): Clock => ({
  ...clock,
  minutes: (clock.minutes + by + 1440) % 1440,
  sure: sure || clock.sure,
  digital: true,
})
const hourOnly: Reader<Clock> = map(plain, (clock) => (clock.minutes % 60 === 0 ? clock : null))

const WORD_TO = word('to till til before')

/** "quarter past 5", "half past three", "twenty to six". `marked`: "5 to 7" is a time only behind "at". */
const pastOrTo = (marked: boolean): Reader<Clock> =>
  longest(
    map(seq(word('half'), HYPHEN, word('past'), hourOnly), ([, , , clock]) => turned(clock, 30, true)),
    map(seq(word('half'), hourWord, opt(half)), ([, hour, later]) => {
      const clock = clockOf([{ hour, minute: 30, digital: true, sure: false }, null, later, null, null])
      return clock
    }),
    map(seq(MINUTES, word('past after'), hourOnly), ([{ minutes, sure }, word, clock]) =>
      turned(clock, minutes, sure || word === 'past'),
    ),
    map(seq(span, word('before after past'), plain), ([by, way, clock]) =>
      isClockSpan(by) && Number.isInteger(by.minutes) && by.minutes < 720 && clock.minutes !== by.minutes
        ? turned(clock, way === 'before' ? -by.minutes : by.minutes, true)
        : null,
    ),
    map(seq(QUARTER, word('of'), hourOnly), ([{ minutes }, , clock]) => turned(clock, -minutes, true)),
    map(seq(MINUTES, WORD_TO, hourOnly), ([{ minutes, sure }, , clock]) =>
      sure || (marked && minutes % 5 === 0) ? turned(clock, -minutes, sure) : null,
    ),
    map(seq(wordNumber, WORD_TO, hourWord, opt(half)), ([minutes, , hour, later]) => {
      const clock = clockOf([{ hour, minute: 0, digital: true, sure: false }, null, later, null, null])
      return clock && minutes % 5 === 0 ? turned(clock, -minutes, false) : null
    }),
  )

/** A time of day. `marked`: led by "at", so that "5 to 7" is five minutes before seven. */
export const clock = (marked = false): Reader<Clock> =>
  map(seq(APPROXIMATELY, longest(pastOrTo(marked), plain)), ([, found]) => found)

const [AFTER_AT, PLAIN] = [clock(true), clock()]
const TO = word('- – — to until till til through thru')

/** Both ends of a time; a half of the day named once counts for both, unless that turns them around (11-1pm). */
const rangeOf = (from: Clock, to: Clock): Clock | null => {
  if (to.minutes > 1440 || from.minutes >= 1440) return null
  const late = !to.open && to.minutes >= HALF_DAY && to.sure
  const lent = from.open && late && from.minutes < HALF_DAY ? from.minutes + HALF_DAY : from.minutes
  const first = lent < to.minutes ? lent : from.minutes
  const settled = from.open && (late || (!to.open && to.sure))
  const end = to.minutes > first ? to.minutes : to.open && to.minutes + HALF_DAY > first ? to.minutes + HALF_DAY : null
  return {
    ...from,
    minutes: first,
    open: from.open && !settled && to.open,
    sure: from.sure || to.sure,
    digital: from.digital && to.digital,
    until: end,
    zone: to.zone ?? from.zone,
  }
}

/** "3-4pm", "9:30 to 11", "between 2 and 4". */
export const clockRange: Reader<Clock> = map(seq(PLAIN, TO, PLAIN), ([from, , to]) => rangeOf(from, to))

/** "between 2 and 4". */
export const clocksBetween: Reader<Clock> = map(seq(word('between'), PLAIN, word('and &'), PLAIN), ([, from, , to]) =>
  rangeOf(from, to),
)

/** The time behind "at" or "@". */
export const clockAfterAt: Reader<Clock> = AFTER_AT
export const plainClock: Reader<Clock> = PLAIN

/** "morning"; "this evening" is a day of its own. */
export const partOfDay: Reader<Part> = token(({ part, plural }) => !plural && part)
