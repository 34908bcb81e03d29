/** The words that days, times, durations and recurrences are made of, in lower case. */

export type Unit =
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'workday'
  | 'week'
  | 'fortnight'
  | 'weekend'
  | 'month'
  | 'quarter'
  | 'year'

/** What a word can stand for; several readings may be open ("second", "may", "sun"). */
export type Meaning = {
  number?: number
  ordinal?: number
  /** 1 = Monday … 7 = Sunday. */
  weekday?: number
  /** "fridays", "weekends", "mornings". */
  plural?: true
  month?: number
  unit?: Unit
  /** The part of the day. */
  part?: Part
}

export type Part = 'morning' | 'afternoon' | 'evening' | 'night'

/** Minutes after midnight that a part of the day stands for where no clock is named. */
export const PART_MINUTES: Record<Part, number> = { morning: 540, afternoon: 900, evening: 1140, night: 1200 }

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'
const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'

/** Spellings of the weekdays, Monday first; the long and the plural ones are added. */
const WEEKDAYS = [
  'monday mon',
  'tuesday tue tues tu',
  'wednesday wed weds',
  'thursday thu thur thurs th',
  'friday fri',
  'saturday sat',
  'sunday sun',
]
const MONTHS = [
  'january jan',
  'february feb',
  'march mar',
  'april apr',
  'may',
  'june jun',
  'july jul',
  'august aug',
  'september sep sept',
  'october oct',
  'november nov',
  'december dec',
]
const UNITS: Record<Unit, string> = {
  second: 'second seconds sec secs',
  minute: 'minute minutes min mins',
  hour: 'hour hours hr hrs',
  day: 'day days',
  workday: 'workday workdays weekday weekdays',
  week: 'week weeks wk wks',
  fortnight: 'fortnight fortnights',
  weekend: 'weekend weekends',
  month: 'month months',
  quarter: 'quarter quarters',
  year: 'year years yr yrs',
}

/** Of one letter: units only right behind a number ("3d"). */
export const LETTER_UNITS: Record<string, Unit> = {
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
}

const meanings = new Map<string, Meaning>()
const add = (word: string, meaning: Meaning): void => {
  meanings.set(word, { ...meanings.get(word), ...meaning })
}
const each = (words: string, meaningOf: (place: number) => Meaning): void => {
  for (const [place, word] of words.split(' ').entries()) add(word, meaningOf(place))
}

each(SMALL, (number) => ({ number }))
/** "eightish": an hour, about. */
each(SMALL.replaceAll(/(?<=[a-z])(?= |$)/gu, 'ish'), (number) => (number >= 1 && number <= 12 ? { number } : {}))
each(TENS, (place) => ({ number: 20 + 10 * place }))
each(ORDINALS, (place) => ({ ordinal: place + 1 }))
add('thirtieth', { ordinal: 30 })
for (const [place, spellings] of WEEKDAYS.entries()) {
  each(spellings, () => ({ weekday: place + 1 }))
  const [long, short] = spellings.split(' ')
  for (const name of [`${long}s`, place === 1 || place === 2 ? '' : `${short}s`].filter(Boolean))
    add(name, { weekday: place + 1, plural: true })
}
for (const [place, spellings] of MONTHS.entries()) each(spellings, () => ({ month: place + 1 }))
for (const [unit, spellings] of Object.entries(UNITS))
  each(spellings, (place) => ({ unit: unit as Unit, ...(place % 2 === 1 && { plural: true }) }))
for (const part of ['morning', 'afternoon', 'evening', 'night'] as const) {
  add(part, { part })
  add(`${part}s`, { part, plural: true })
}
add('nite', { part: 'night' })
add('midmorning', { part: 'morning' })
add('midafternoon', { part: 'afternoon' })

const NOTHING: Meaning = {}

/** What a word stands for, in lower case; nothing for most words. */
export const meaningOf = (word: string): Meaning => meanings.get(word) ?? NOTHING
