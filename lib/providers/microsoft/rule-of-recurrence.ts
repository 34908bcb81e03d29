import { formatRule, type Rule, type RuleWeekday } from '../../domain/time/rrule-text.ts'
import type { GraphPattern, GraphRange, GraphRecurrence } from './graph-types.ts'

/** From Monday on: the name of ISO weekday n is at n - 1. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export const INDEXES: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 }

/**
 * The RRULE of a recurrence, whose days are those of the recurrence's zone. Null for a pattern that Graph does not document.
 * A day that a month lacks is the month's last one: "If for a particular month this value is larger than the number of days in
 * the month, the last day of the month is assumed" (Exchange's DayOfMonth; an RRULE would leave the month out).
 */
export const ruleOfRecurrence = ({ pattern, range }: GraphRecurrence): string | null => {
  const days = daysOf(pattern)
  const end = endOf(range)
  return days && end && formatRule({ ...days, interval: Math.max(1, pattern.interval), ...end })
}

const daysOf = (pattern: GraphPattern): Rule | null => {
  const { dayOfMonth, month } = pattern
  const byMonth = month === undefined ? undefined : [month]
  const weekdays = (pattern.daysOfWeek ?? []).map(weekdayOf).filter((one) => one > 0)
  switch (pattern.type) {
    case 'daily':
      return { freq: 'DAILY' }
    case 'weekly':
      return weekdays.length === 0
        ? null
        : { freq: 'WEEKLY', byDay: inOrder(weekdays), weekStart: weekdayOf(pattern.firstDayOfWeek ?? 'sunday') || 7 }
    case 'absoluteMonthly':
      return dayOfMonth ? { freq: 'MONTHLY', ...dayInMonth(dayOfMonth) } : null
    case 'absoluteYearly':
      return dayOfMonth && byMonth ? { freq: 'YEARLY', byMonth, ...dayInMonth(dayOfMonth) } : null
    case 'relativeMonthly':
      return weekdays.length === 0 ? null : { freq: 'MONTHLY', ...nthOf(weekdays, pattern.index) }
    case 'relativeYearly':
      return weekdays.length > 0 && byMonth ? { freq: 'YEARLY', byMonth, ...nthOf(weekdays, pattern.index) } : null
    default:
      return null
  }
}

const weekdayOf = (name: string): number => (WEEKDAYS as readonly string[]).indexOf(name.toLowerCase()) + 1

const inOrder = (weekdays: number[]): RuleWeekday[] =>
  [...new Set(weekdays)].sort((a, b) => a - b).map((weekday) => ({ weekday }))

/** Every month has 28 days: of the days from the 28th to the one meant, the last that the month has. */
const dayInMonth = (day: number): Pick<Rule, 'byMonthDay' | 'bySetPos'> => {
  if (day <= 28) return { byMonthDay: [day] }
  if (day >= 31) return { byMonthDay: [-1] }
  return { byMonthDay: Array.from({ length: day - 27 }, (_, i) => 28 + i), bySetPos: [-1] }
}

const nthOf = (weekdays: number[], index = 'first'): Pick<Rule, 'byDay' | 'bySetPos'> => {
  const nth = INDEXES[index] ?? 1
  const [weekday = 1, ...more] = new Set(weekdays)
  if (more.length === 0) return { byDay: [{ ordinal: nth, weekday }] }
  return { byDay: inOrder(weekdays), bySetPos: [nth] }
}

const endOf = ({ type, endDate, numberOfOccurrences }: GraphRange): Pick<Rule, 'count' | 'until'> | null => {
  switch (type) {
    case 'noEnd':
      return {}
    case 'endDate':
      return endDate ? { until: endDate.slice(0, 10) } : null
    case 'numbered':
      return numberOfOccurrences ? { count: numberOfOccurrences } : null
    default:
      return null
  }
}
