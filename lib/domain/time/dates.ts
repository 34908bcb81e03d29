import { DAY_MS } from '../../platform/units.ts'

/** Arithmetic on calendar days (YYYY-MM-DD), without any time zone. */
export type DateString = string

/** Days since 1970-01-01. */
export const dayNumber = (date: DateString): number => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS)

export const fromDayNumber = (days: number): DateString => new Date(days * DAY_MS).toISOString().slice(0, 10)

export const addDays = (date: DateString, days: number): DateString => fromDayNumber(dayNumber(date) + days)

/** Days from `a` to `b`; negative when b is earlier. */
export const daysBetween = (a: DateString, b: DateString): number => dayNumber(b) - dayNumber(a)

/** 2026-1 for January to March of 2026. */
export const quarterOf = (date: DateString): string => `${date.slice(0, 4)}-${Math.ceil(Number(date.slice(5, 7)) / 3)}`

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export const isoWeekday = (date: DateString): number => ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1

/** The first day of the week of `date`, for weeks that begin on `weekStart` (1 = Monday … 7 = Sunday). */
export const startOfWeek = (date: DateString, weekStart = 1): DateString =>
  addDays(date, -((isoWeekday(date) - weekStart + 7) % 7))
