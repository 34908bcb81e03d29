import type { Part } from '../tokens/lexicon.ts'
import { digits, wordNumber } from '../tokens/numbers.ts'
import { HYPHEN, longest, map, once, opt, phrase, type Reader, seq, token, word } from '../tokens/reader.ts'
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

export const hourWord = map(wordNumber, (hour) => (hour >= 1 && hour <= 12 ? hour : null))
/** "eightish". */
const ISH_HOUR = token(({ text, number }) => number !== undefined && text.endsWith('ish') && number)
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
          sure: clock.french === true && (clock.hour >= 7 || text.startsWith('0')),
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
    map(ISH_HOUR, (hour) => ({ hour, minute: 0, digital: false, sure: true })),
    map(hourWord, (hour) => ({ hour, minute: 0, digital: false, sure: false })),
    map(seq(longest(hourWord, earlyWord, digits(2)), HYPHEN, minuteWord), ([hour, , minute]) => ({
      hour,
      minute,
      digital: true,
      sure: false,
    })),
  ),
)

const ISH = seq(HYPHEN, word('ish'))

export type Half = 'am' | 'pm'
/** "10:30 P", where nothing follows that it could belong to. */
const LONE_LETTER: Reader<Half> = ({ tokens }, at) => {
  const [letter, next] = [tokens[at], tokens[at + 1]]
  if (letter?.text !== 'a' && letter?.text !== 'p') return null
  const isLast = next === undefined || (next.kind === 'mark' && /^[.,;)]$/u.test(next.text) && !tokens[at + 2]?.glued)
  return isLast ? { value: letter.text === 'a' ? 'am' : 'pm', next: at + 1 } : null
}
export const half: Reader<Half> = longest(
  map(
    seq(
      opt(ISH),
      token(({ text, kind }) => kind === 'word' && (text === 'am' || text === 'pm') && text),
    ),
    ([, found]) => found,
  ),
  token(({ text, glued }) => glued && (text === 'a' ? 'am' : text === 'p' && 'pm')),
  LONE_LETTER,
  map(seq(word('a p'), opt(word('.')), word('m'), opt(word('.'))), ([letter]) => (letter === 'a' ? 'am' : 'pm')),
)

/** "in the am". */
const inHalf: Reader<Half> = map(seq(phrase('in the'), half), ([, found]) => found)

/** "in the morning" behind an hour; "at night". */
const inPart: Reader<Part> = longest(
  map(
    seq(
      opt(word(',')),
      seq(word('in'), opt(word('the'))),
      token(({ part, plural }) => !plural && part),
    ),
    ([, , part]) => part,
  ),
  map(phrase('at night'), () => 'night' as const),
)

const OCLOCK = longest<unknown>(word("o'clock oclock"), phrase("o ' clock"), phrase('o clock'))
const EXACTLY = longest<unknown>(
  word('sharp exactly precisely'),
  seq(HYPHEN, word('ish')),
  phrase('on the dot'),
  phrase('on the nose'),
)
const HALF_DAY = 720

/**
 * Minutes after midnight of an hour in a half or a part of the day: 3 at night is 3:00, 8 at night is 20:00, and half past 12
 * at night ends the night of the day that it is named with. Null for "13am".
 */
const onHalf = (hour: number, minute: number, later: Half | Part): number | null => {
  if (hour > 12) return later === 'am' || later === 'morning' ? null : hour * 60 + minute
  const base = (hour % 12) * 60 + minute
  if (later === 'am' || later === 'morning') return base
  if (later === 'night') return hour === 12 ? 1440 + minute : hour < 6 ? base : base + HALF_DAY
  if (later === 'evening' && hour === 12) return minute === 0 ? 1440 : null
  return base + HALF_DAY
}

type Written = [Hour, unknown, Half | Part | null, unknown, Zone | null]

export const clockOf = ([at, oclock, later, exactly, where]: Written): Clock | null => {
  const { hour, minute } = at
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null
  const sure = at.sure || later !== null || oclock !== null || exactly !== null || where !== null
  const shared = { sure, digital: at.digital, until: null, zone: where }
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
const TWELVE_HOURS = seq(word('12 twelve 12:00'), opt(word('am pm')))
const TWELVE = opt(TWELVE_HOURS)
const NOON = named(
  720,
  longest<unknown>(
    seq(opt(longest<unknown>(TWELVE_HOURS, word('high'))), word('noon midday noontime noonish lunchtime')),
    phrase('mid - day'),
    phrase('mid day'),
  ),
)
const MIDNIGHT = named(1440, longest<unknown>(seq(TWELVE, word('midnight midnite')), phrase('mid - night')))

/** "noon", "midnight". */
export const namedClock: Reader<Clock> = longest(NOON, MIDNIGHT)

/** Any single time of day, without the words that lead to it. */
export const singleClock: Reader<Clock> = once(longest(ofHour, namedClock))

/** "morning"; "this evening" is a day of its own. */
export const partOfDay: Reader<Part> = token(({ part, plural }) => !plural && part)
