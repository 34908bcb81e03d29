import { dayOf, nthWeekday, yearOf } from '../../time/calendar.ts'
import { addDays, type DateString } from '../../time/dates.ts'
import { longest, map, once, opt, type Reader, seq, token } from '../tokens/reader.ts'

/** Days with names: every year on one date, on a weekday of a month, or counted from Easter. */
export type Holiday =
  | { month: number; day: number }
  | { month: number; nth: number; weekday: number; later: number }
  | { fromEaster: number }

const FIXED: Record<string, [month: number, day: number]> = {
  "new year's day": [1, 1],
  "new year's eve": [12, 31],
  valentine: [2, 14],
  'valentine day': [2, 14],
  "st patrick's day": [3, 17],
  'april fools': [4, 1],
  'april fools day': [4, 1],
  'earth day': [4, 22],
  juneteenth: [6, 19],
  'independence day': [7, 4],
  halloween: [10, 31],
  'veterans day': [11, 11],
  'christmas eve': [12, 24],
  'christmas day': [12, 25],
  christmas: [12, 25],
  xmas: [12, 25],
  'xmas eve': [12, 24],
  'xmas day': [12, 25],
  nye: [12, 31],
  'boxing day': [12, 26],
}

/** In the United States. */
const OF_MONTH: Record<string, [month: number, nth: number, weekday: number, later?: number]> = {
  'mlk day': [1, 3, 1],
  'martin luther king day': [1, 3, 1],
  'presidents day': [2, 3, 1],
  "mother's day": [5, 2, 7],
  'memorial day': [5, -1, 1],
  "father's day": [6, 3, 7],
  'labor day': [9, 1, 1],
  'columbus day': [10, 2, 1],
  thanksgiving: [11, 4, 4],
  'thanksgiving day': [11, 4, 4],
  'black friday': [11, 4, 4, 1],
  'cyber monday': [11, 4, 4, 4],
}

const EASTER: Record<string, number> = {
  'ash wednesday': -46,
  'palm sunday': -7,
  'maundy thursday': -3,
  'good friday': -2,
  'easter sunday': 0,
  easter: 0,
  'easter monday': 1,
  pentecost: 49,
  'whit monday': 50,
}

/** Without the "s" that some write with an apostrophe before it, behind it, or not at all. */
const stem = (text: string): string => text.replace(/'?s?$/u, '')
const SPELLINGS: Record<string, string> = { saint: 'st', labour: 'labor' }

/** The words that names of holidays begin with. */
const FIRST_WORDS: ReadonlySet<string> = new Set(
  [FIXED, OF_MONTH, EASTER].flatMap(Object.keys).map((name) => stem(name.split(' ')[0] ?? '')),
)

export const mayOpenHoliday = (text: string): boolean => FIRST_WORDS.has(stem(SPELLINGS[text] ?? text))

/** A name in any of its spellings: "presidents' day", "president's day", "St. Patrick's Day". */
const named = (name: string): Reader<unknown> =>
  seq(
    ...name.split(' ').map((one) =>
      seq(
        token(({ text }) => stem(SPELLINGS[text] ?? text) === stem(one)),
        opt(token(({ text, glued }) => glued && /^['’.]$/u.test(text))),
      ),
    ),
  )

/** The name of a holiday. */
export const holiday: Reader<Holiday> = once(
  longest<Holiday>(
    ...Object.entries(FIXED).map(([name, [month, day]]) => map(named(name), () => ({ month, day }))),
    ...Object.entries(OF_MONTH).map(([name, [month, nth, weekday, later = 0]]) =>
      map(named(name), () => ({ month, nth, weekday, later })),
    ),
    ...Object.entries(EASTER).map(([name, fromEaster]) => map(named(name), () => ({ fromEaster }))),
  ),
)

/** The holiday in a year. */
export const holidayIn = (year: number, of: Holiday): DateString | null => {
  if ('fromEaster' in of) return addDays(easter(year), of.fromEaster)
  if ('day' in of) return dayOf(year, of.month, of.day)
  const first = dayOf(year, of.month, 1) ?? ''
  const last = addDays(dayOf(of.month === 12 ? year + 1 : year, (of.month % 12) + 1, 1) ?? '', -1)
  const found = nthWeekday(first, last, of.nth, of.weekday)
  return found && addDays(found, of.later)
}

/** The next such holiday, today included. */
export const upcomingHoliday = (today: DateString, of: Holiday): DateString | null => {
  const found = holidayIn(yearOf(today), of)
  return found && found >= today ? found : holidayIn(yearOf(today) + 1, of)
}

/** Easter Sunday of the western churches (Meeus, Astronomical Algorithms, chapter 8). */
const easter = (year: number): DateString => {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1) ?? ''
}
