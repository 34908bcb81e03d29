/** Words that dates, durations and recurrences are made of. */

export const NUMBERS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  couple: 2,
}
export const NUMBER = `\\d{1,4}|(?:a )?couple(?: of)?|${Object.keys(NUMBERS)
  .filter((word) => word !== 'couple')
  .join('|')}`

export const numberOf = (text: string): number =>
  /^\d/u.test(text) ? Number(text) : (NUMBERS[text.toLowerCase().replace(/^a (?=c)| of$/gu, '')] ?? 1)

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']
export const ORDINAL = `\\d{1,2}(?:st|nd|rd|th)|${ORDINALS.join('|')}|last`

/** 1 to 31, or -1 for the last. */
export const ordinalOf = (text: string): number => {
  const word = text.toLowerCase()
  return word === 'last' ? -1 : /^\d/u.test(word) ? Number.parseInt(word, 10) : ORDINALS.indexOf(word) + 1
}

/** 'mon' to 'sun', as in names and abbreviations; ISO weekdays count from 1. */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
export const DAY_CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
export const WEEKDAY =
  'mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?'
export const WEEKDAYS_PLURAL = 'mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays'

export const weekdayOf = (text: string): number => DAYS.indexOf(text.toLowerCase().slice(0, 3)) + 1

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
export const MONTH =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'

export const monthOf = (text: string): number => MONTHS.indexOf(text.toLowerCase().slice(0, 3)) + 1

/** Minutes after midnight that the parts of a day stand for. */
export const PARTS: Record<string, number> = {
  morning: 9 * 60,
  noon: 12 * 60,
  midday: 12 * 60,
  afternoon: 15 * 60,
  evening: 19 * 60,
  night: 20 * 60,
  midnight: 23 * 60 + 59,
}
export const PART = 'morning|afternoon|evening|night'
