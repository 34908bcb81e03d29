import { addDays, type DateString, isoWeekday } from '../../domain/time/dates.ts'
import { daysOfRule } from '../../domain/time/rrule.ts'
import { endless, parseRule, type Rule, untilDay } from '../../domain/time/rrule-text.ts'
import type { GraphPattern, GraphRange, GraphRecurrence } from './graph-types.ts'
import { INDEXES, WEEKDAYS } from './rule-of-recurrence.ts'

/** When a series begins: its first day, and the instants of an UNTIL at which an occurrence of a day is still in it. */
export type SeriesStart = {
  day: DateString
  /** A Windows or IANA name. */
  zone: string
  /** Whether the occurrence of a day still takes place under an UNTIL. */
  isWithin: (day: DateString, until: string) => boolean
}

/**
 * The recurrence that gives the same days as an RRULE from its first day on. Null for a rule that Outlook cannot hold: it has
 * six patterns, and its 29th to 31st are the last day of a shorter month.
 */
export const recurrenceOfRule = (rrule: string, start: SeriesStart): GraphRecurrence | null => {
  const rule = parseRule(rrule)
  const pattern = rule && patternOf(rule, start.day)
  const range = pattern && isDayOf(rule, start.day) ? rangeOf(rule, start) : null
  return pattern && range && { pattern, range }
}

const isDayOf = (rule: Rule, day: DateString): boolean =>
  daysOfRule(endless(rule), { start: day, from: addDays(day, -1), until: day, count: 1 }).length === 1

const patternOf = (rule: Rule, day: DateString): GraphPattern | null => {
  const { freq, interval = 1, byMonth, byWeekNo, byYearDay } = rule
  if (byWeekNo || byYearDay) return null
  if (freq === 'DAILY' && !byMonth) return daily(rule, interval)
  if (freq === 'WEEKLY' && !byMonth) return weekly(rule, interval, day)
  if (freq === 'MONTHLY' && !byMonth) {
    const inMonth = dayPattern(rule, day)
    return inMonth && { type: `${inMonth.type}Monthly`, interval, ...inMonth.fields }
  }
  if (freq !== 'YEARLY' || (byMonth && byMonth.length > 1)) return null
  // Without a month, numbered weekdays count in the year.
  if (!byMonth && rule.byDay) return null
  const inMonth = dayPattern(rule, day)
  const month = byMonth?.[0] ?? Number(day.slice(5, 7))
  return inMonth && { type: `${inMonth.type}Yearly`, interval, month, ...inMonth.fields }
}

/** Every day but some of the week, which Outlook has as a weekly one. */
const daily = ({ byDay, byMonthDay, bySetPos }: Rule, interval: number): GraphPattern | null => {
  if (byMonthDay || bySetPos) return null
  if (!byDay) return { type: 'daily', interval }
  const daysOfWeek = namesOf(byDay.map(({ weekday }) => weekday))
  return interval === 1 ? { type: 'weekly', interval: 1, daysOfWeek, firstDayOfWeek: 'monday' } : null
}

const weekly = ({ byDay, bySetPos, weekStart = 1 }: Rule, interval: number, day: DateString): GraphPattern | null =>
  bySetPos
    ? null
    : {
        ...{ type: 'weekly', interval },
        daysOfWeek: namesOf(byDay?.map(({ weekday }) => weekday) ?? [isoWeekday(day)]),
        firstDayOfWeek: nameOf(weekStart),
      }

type InMonth = { type: 'absolute' | 'relative'; fields: Partial<GraphPattern> }

const dayPattern = (rule: Rule, day: DateString): InMonth | null => {
  const { byDay, byMonthDay, bySetPos } = rule
  if (byDay && byMonthDay) return null
  if (byDay) return weekdayPattern(byDay, bySetPos)
  const days = [...(byMonthDay ?? [Number(day.slice(8))])].sort((a, b) => a - b)
  const dayOfMonth = absoluteDay(days, bySetPos)
  return dayOfMonth === null ? null : { type: 'absolute', fields: { dayOfMonth } }
}

/** The inverse of how a day of the month is read. */
const absoluteDay = (days: number[], bySetPos: number[] | undefined): number | null => {
  const [first = 0] = days
  if (days.length === 1 && !bySetPos && first === -1) return 31
  if (days.length === 1 && !bySetPos) return first >= 1 && first <= 28 ? first : null
  const isLast = bySetPos?.length === 1 && bySetPos[0] === -1
  const isRun = days.every((one, at) => one === 28 + at)
  return isLast && isRun && days.length <= 4 ? 27 + days.length : null
}

const weekdayPattern = (byDay: NonNullable<Rule['byDay']>, bySetPos: number[] | undefined): InMonth | null => {
  const ordinals = new Set(byDay.map(({ ordinal }) => ordinal))
  const [ordinal] = ordinals
  const isOne = byDay.length === 1 && ordinal !== undefined && !bySetPos
  const isSet = ordinals.size === 1 && ordinal === undefined && bySetPos?.length === 1
  const nth = isOne ? ordinal : isSet ? bySetPos[0] : undefined
  const index = Object.keys(INDEXES).find((name) => INDEXES[name] === nth)
  const daysOfWeek = namesOf(byDay.map(({ weekday }) => weekday))
  return index === undefined ? null : { type: 'relative', fields: { daysOfWeek, index } }
}

const nameOf = (weekday: number): string => WEEKDAYS[weekday - 1] ?? 'monday'
const namesOf = (weekdays: number[]): string[] => [...new Set(weekdays)].sort((a, b) => a - b).map(nameOf)

/** Exchange takes series of up to 999 occurrences. */
const MOST_OCCURRENCES = 999

const rangeOf = (rule: Rule, { day, zone, isWithin }: SeriesStart): GraphRange | null => {
  const whole = { startDate: day, recurrenceTimeZone: zone }
  const { count, until } = rule
  if (count !== undefined)
    return count <= MOST_OCCURRENCES ? { ...whole, type: 'numbered', numberOfOccurrences: count } : null
  const last = untilDay(rule)
  if (until === undefined || last === null) return { ...whole, type: 'noEnd' }
  // The day of a moment in UTC may be a day off in the zone of the series.
  const endDate = [addDays(last, 1), last, addDays(last, -1), addDays(last, -2)].find((one) => isWithin(one, until))
  return endDate === undefined || endDate < day ? null : { ...whole, type: 'endDate', endDate }
}
