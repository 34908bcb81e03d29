import { addDays, type DateString, isoWeekday, startOfWeek } from './dates.ts'

/** Days counted in months and weeks. Weeks begin on Monday. */

const two = (number: number): string => String(number).padStart(2, '0')

/** The day so many months later, or the last day of a month that is too short. */
export const addMonths = (day: DateString, months: number): DateString => {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, Number(day.slice(8))]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(date, last))).toISOString().slice(0, 10)
}

export const yearOf = (day: DateString): number => Number(day.slice(0, 4))
export const monthNumber = (day: DateString): number => Number(day.slice(5, 7))

export const firstOfMonth = (day: DateString, months = 0): DateString => `${addMonths(day, months).slice(0, 8)}01`
export const lastOfMonth = (day: DateString, months = 0): DateString => addDays(firstOfMonth(day, months + 1), -1)
/** The calendar month of an instant in UTC, from its first instant to that of the next; epoch ms. */
export const calendarMonth = (now: number): { start: number; end: number } => {
  const day = new Date(now).toISOString().slice(0, 10)
  return { start: Date.parse(firstOfMonth(day)), end: Date.parse(firstOfMonth(day, 1)) }
}
export const firstOfQuarter = (day: DateString, quarters = 0): DateString =>
  firstOfMonth(day, 3 * quarters - ((monthNumber(day) - 1) % 3))

/** A day of the calendar; null where there is none, as 30 February. */
export const dayOf = (year: number, month: number, day: number): DateString | null => {
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  return new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ? text : null
}

/** The next such day of a year, today included; 29 February waits for its year. */
export const upcomingDate = (today: DateString, month: number, day: number): DateString | null => {
  for (let year = yearOf(today); year < yearOf(today) + 9; year += 1) {
    const date = dayOf(year, month, day)
    if (date && date >= today) return date
  }
  return null
}

/** The first day of the next such month; of this month itself, its first day, though that is past, unless `later`. */
export const upcomingMonth = (today: DateString, month: number): DateString => {
  const year = yearOf(today) + (month < monthNumber(today) ? 1 : 0)
  return `${year}-${two(month)}-01`
}

/** The n-th such weekday from a first to a last day, from the end for negative n; null where there are fewer. */
export const nthWeekday = (from: DateString, until: DateString, nth: number, weekday: number): DateString | null => {
  const found =
    nth > 0
      ? addDays(from, ((weekday - isoWeekday(from) + 7) % 7) + 7 * (nth - 1))
      : addDays(until, -((isoWeekday(until) - weekday + 7) % 7) + 7 * (nth + 1))
  return found >= from && found <= until ? found : null
}

/** The n-th day from a first to a last day, from the end for negative n. */
export const nthDay = (from: DateString, until: DateString, nth: number): DateString | null => {
  const found = nth > 0 ? addDays(from, nth - 1) : addDays(until, nth + 1)
  return found >= from && found <= until ? found : null
}

/** The next such weekday after today; "this" may be today, "next" is in the week after this one. */
export const weekdayFrom = (today: DateString, weekday: number, which = ''): DateString => {
  if (which === 'next') return addDays(startOfWeek(today), 6 + weekday)
  if (which === 'last' || which === 'past' || which === 'previous')
    return addDays(today, -((isoWeekday(today) - weekday + 6) % 7) - 1)
  const ahead = (weekday - isoWeekday(today) + 7) % 7
  return addDays(today, ahead === 0 && which !== 'this' ? 7 : ahead)
}

/** So many working days (Monday to Friday) later. */
export const addWorkdays = (day: DateString, count: number): DateString => {
  const step = Math.sign(count)
  let found = day
  for (let left = Math.min(Math.abs(count), 2_600); left > 0; ) {
    found = addDays(found, step)
    if (isoWeekday(found) <= 5) left -= 1
  }
  return found
}
