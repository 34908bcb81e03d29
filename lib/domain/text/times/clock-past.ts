import { digits, wordNumber } from '../tokens/numbers.ts'
import { HYPHEN, longest, map, opt, phrase, type Reader, seq, word } from '../tokens/reader.ts'
import { type Clock, clockOf, half, hourWord, namedClock, singleClock } from './clock.ts'
import { isClockSpan, span } from './span.ts'

/** Times told from another: "quarter past 5", "twenty to six", "half an hour before noon". */

const APPROXIMATELY = opt(
  longest<unknown>(
    word('about around approximately roughly exactly precisely approx just ~ circa'),
    phrase('approx .'),
  ),
)

type Shift = { minutes: number; sure: boolean }
const QUARTER: Reader<Shift> = map(seq(opt(word('a')), word('quarter')), () => ({ minutes: 15, sure: true }))
const MINUTES: Reader<Shift> = longest(
  QUARTER,
  map(seq(word('three 3'), HYPHEN, word('quarters')), () => ({ minutes: 45, sure: true })),
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
const hourOnly: Reader<Clock> = map(singleClock, (clock) => (clock.minutes % 60 === 0 ? clock : null))

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
    map(seq(span, word('before after past'), singleClock), ([by, way, clock]) =>
      isClockSpan(by) && Number.isInteger(by.minutes) && by.minutes < 720 && clock.minutes !== by.minutes
        ? turned(clock, way === 'before' ? -by.minutes : by.minutes, true)
        : null,
    ),
    map(seq(QUARTER, word('of'), hourOnly), ([{ minutes }, , clock]) => turned(clock, -minutes, true)),
    map(seq(MINUTES, WORD_TO, hourOnly), ([{ minutes, sure }, , clock]) =>
      sure || (marked && minutes % 5 === 0) ? turned(clock, -minutes, sure) : null,
    ),
    map(seq(wordNumber, WORD_TO, namedClock), ([minutes, , clock]) =>
      minutes % 5 === 0 ? turned(clock, -minutes, true) : null,
    ),
    map(seq(wordNumber, WORD_TO, hourWord, opt(half)), ([minutes, , hour, later]) => {
      const clock = clockOf([{ hour, minute: 0, digital: true, sure: false }, null, later, null, null])
      return clock && minutes % 5 === 0 ? turned(clock, -minutes, false) : null
    }),
  )

/** A time of day. `marked`: led by "at", so that "5 to 7" is five minutes before seven. */
export const clock = (marked = false): Reader<Clock> =>
  map(seq(APPROXIMATELY, longest(pastOrTo(marked), singleClock)), ([, found]) => found)

/** The time behind "at" or "@". */
export const clockAfterAt: Reader<Clock> = clock(true)
export const plainClock: Reader<Clock> = clock()
