import { DAY_MS } from '../../platform/units.ts'
import { addDays, type DateString, daysBetween, isoWeekday, startOfWeek } from './dates.ts'
import type { Rule } from './rrule-text.ts'

/**
 * Days of yearly rules by week number. The library takes them by calendar years, which cuts the first and the last week:
 * "BYWEEKNO … specifying weeks of the year … A week is defined as a seven day period … Week number one of the calendar
 * year is the first week that contains at least four (4) days in that calendar year" (RFC 5545 section 3.3.10).
 */

/** The rule counts from `start`; days are wanted from `from` (not before `start`) to `until`. */
export type Range = { start: DateString; from: DateString; until: DateString }

/** Every day of a rule with BYWEEKNO in a range, in order, until `visit` says no. */
export const eachDayOfWeeks = (rule: Rule, range: Range, visit: (day: DateString) => boolean): void => {
  const { interval = 1 } = rule
  const first = yearOfStart(rule, range.start)
  // The last week of a year can end in the next one; so can that of the year before the first, which counts by itself.
  const passed = Math.floor((yearOf(range.from) - 1 - first) / interval)
  for (let year = first + interval * Math.max(passed, -1); ; year += interval) {
    if (weekOne(year, rule) > range.until) return
    for (const day of daysInYear(rule, year)) {
      if (day > range.until) return
      if (day >= range.from && !visit(day)) return
    }
  }
}

/**
 * The year from which INTERVAL counts: the one whose week holds the first day when the rule names that day, as on
 * 31 December in week 1, else the first day's calendar year.
 */
const yearOfStart = (rule: Rule, start: DateString): number => {
  const year = yearOf(start)
  return [year, year + 1, year - 1].find((one) => daysInYear(rule, one).includes(start)) ?? year
}

const yearOf = (day: DateString): number => Number(day.slice(0, 4))

/** The first day of week 1, which is the week of 4 January. */
const weekOne = (year: number, { weekStart }: Rule): DateString =>
  startOfWeek(`${String(year).padStart(4, '0')}-01-04`, weekStart)

/** The days of a rule in the weeks of one year, those in December before and in January after it included. */
const daysInYear = (rule: Rule, year: number): DateString[] => {
  const first = weekOne(year, rule)
  const weeks = daysBetween(first, weekOne(year + 1, rule)) / 7
  const numbers = new Set((rule.byWeekNo ?? []).map((number) => (number < 0 ? weeks + 1 + number : number)))
  const days = [...numbers]
    .filter((number) => number >= 1 && number <= weeks)
    .sort((a, b) => a - b)
    .flatMap((number) => Array.from({ length: 7 }, (_, i) => addDays(first, 7 * (number - 1) + i)))
    .filter((day) => isNamed(rule, day))
  return rule.bySetPos?.length ? atPositions(days, rule.bySetPos) : days
}

const isNamed = ({ byMonth, byMonthDay, byYearDay, byDay }: Rule, day: DateString): boolean => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const dayOfYear = daysBetween(`${day.slice(0, 4)}-01-01`, day) + 1
  return (
    (!byMonth?.length || byMonth.includes(month)) &&
    (!byMonthDay?.length || byMonthDay.includes(date) || byMonthDay.includes(date - 1 - daysIn(year, month, 1))) &&
    (!byYearDay?.length || byYearDay.includes(dayOfYear) || byYearDay.includes(dayOfYear - 1 - daysIn(year, 1, 12))) &&
    (!byDay?.length || byDay.some(({ weekday }) => weekday === isoWeekday(day)))
  )
}

/** How many days so many months have together, from a month on. */
const daysIn = (year: number, month: number, months: number): number =>
  (Date.UTC(year, month - 1 + months) - Date.UTC(year, month - 1)) / DAY_MS

/** The days at positions of a set, counted from 1, or from its end where they are negative. */
export const atPositions = (days: DateString[], positions: number[]): DateString[] => {
  const chosen = new Set(positions.map((position) => days.at(position > 0 ? position - 1 : position)))
  return days.filter((day) => chosen.has(day))
}
