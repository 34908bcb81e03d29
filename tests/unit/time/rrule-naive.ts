import { addDays, dayNumber, isoWeekday, startOfWeek } from '../../../lib/domain/time/dates.ts'
import type { Rule } from '../../../lib/domain/time/rrule-text.ts'

/**
 * RFC 5545 section 3.3.10 a second time, without a library and without speed: look at every day there is, ask each part
 * whether it lets the day through, put what is left into sets by period, pick by BYSETPOS.
 */
export const naiveDays = (rule: Rule, start: string, until: string): string[] => {
  const whole = withDefaults(rule, start)
  const { interval = 1, count = Number.POSITIVE_INFINITY } = rule
  const periods = new Map<number, string[]>()
  for (let day = addDays(start, -800); day <= addDays(until, 400); day = addDays(day, 1)) {
    if (!passes(whole, day)) continue
    const period = periodOf(whole, day)
    periods.set(period, [...(periods.get(period) ?? []), day])
  }
  const origin = originOf(whole, start, periods)
  const inPhase = [...periods].filter(([period]) => (((period - origin) % interval) + interval) % interval === 0)
  const all = inPhase.sort(([a], [b]) => a - b).flatMap(([, days]) => picked(days, rule.bySetPos))
  const end = rule.until && rule.until.slice(0, 10) < until ? rule.until.slice(0, 10) : until
  return all.filter((day) => day >= start).filter((day, n) => n < count && day <= end)
}

const withDefaults = (rule: Rule, start: string): Rule => {
  const [, month = 1, day = 1] = start.split('-').map(Number)
  const next = { ...rule }
  const byDate = rule.byMonthDay || rule.byYearDay
  if (rule.freq === 'WEEKLY') next.byDay ??= [{ weekday: isoWeekday(start) }]
  if (rule.freq === 'MONTHLY' && !rule.byDay && !byDate) next.byMonthDay = [day]
  if (rule.freq !== 'YEARLY' || rule.byYearDay) return next
  if (rule.byWeekNo) return rule.byDay || byDate ? next : { ...next, byDay: [{ weekday: isoWeekday(start) }] }
  if (!rule.byMonth && (rule.byMonthDay || !rule.byDay)) next.byMonth = [month]
  if (!rule.byMonthDay && !rule.byDay) next.byMonthDay = [day]
  return next
}

const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()
const isNth = (n: number, size: number, wanted: number) => wanted === n || wanted === n - 1 - size

const passes = (rule: Rule, text: string): boolean => {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number)
  const yearLength = dayNumber(`${year}-12-31`) - dayNumber(`${year}-01-01`) + 1
  const dayOfYear = dayNumber(text) - dayNumber(`${year}-01-01`) + 1
  const monthly = rule.freq === 'MONTHLY' || rule.byMonth !== undefined
  const size = monthly ? lastOf(year, month) : yearLength
  const at = monthly ? day : dayOfYear
  const isWeekday = ({ weekday, ordinal }: { weekday: number; ordinal?: number }) =>
    weekday === isoWeekday(text) &&
    (ordinal === undefined ||
      ordinal === Math.ceil(at / 7) || // the nth from the front has n - 1 of its kind before it
      -ordinal === Math.ceil((size - at + 1) / 7))
  return (
    (!rule.byMonth || rule.byMonth.includes(month)) &&
    isInWeeks(rule, text) &&
    (!rule.byYearDay || rule.byYearDay.some((n) => isNth(dayOfYear, yearLength, n))) &&
    (!rule.byMonthDay || rule.byMonthDay.some((n) => isNth(day, lastOf(year, month), n))) &&
    (!rule.byDay || rule.byDay.some(isWeekday))
  )
}

const isInWeeks = (rule: Rule, day: string): boolean => {
  if (!rule.byWeekNo) return true
  const { number, ofYear } = weekOf(rule, day)
  return rule.byWeekNo.some((n) => isNth(number, ofYear, n))
}

/** The week of a day: the year with at least four of its days, its number there, and how many weeks that year has. */
const weekOf = ({ weekStart }: Rule, day: string) => {
  const first = startOfWeek(day, weekStart)
  const year = Number(addDays(first, 3).slice(0, 4)) // the fourth day is in the year that has at least four
  const weeks = weeksOf(year, weekStart)
  return { year, number: weeks.indexOf(first) + 1, ofYear: weeks.length }
}

const known = new Map<string, string[]>()

/** The first days of all weeks of a year. */
const weeksOf = (year: number, weekStart?: number): string[] => {
  const key = `${year} ${weekStart}`
  const weeks = known.get(key) ?? []
  if (weeks.length > 0) return weeks
  for (let week = startOfWeek(`${year - 1}-12-20`, weekStart); week < `${year + 1}-01-08`; week = addDays(week, 7))
    if (Number(addDays(week, 3).slice(0, 4)) === year) weeks.push(week)
  known.set(key, weeks)
  return weeks
}

const periodOf = (rule: Rule, day: string): number => {
  const [year = 0, month = 1] = day.split('-').map(Number)
  if (rule.freq === 'DAILY') return dayNumber(day)
  if (rule.freq === 'WEEKLY') return Math.floor(dayNumber(startOfWeek(day, rule.weekStart)) / 7)
  if (rule.freq === 'MONTHLY') return year * 12 + month
  return rule.byWeekNo ? weekOf(rule, day).year : year
}

/** The period from which INTERVAL counts. By weeks it is the one whose set has the first day, else its calendar year. */
const originOf = (rule: Rule, start: string, periods: Map<number, string[]>): number => {
  if (!rule.byWeekNo) return periodOf(rule, start)
  const own = weekOf(rule, start).year
  return picked(periods.get(own) ?? [], rule.bySetPos).includes(start) ? own : Number(start.slice(0, 4))
}

const picked = (days: string[], positions?: number[]): string[] =>
  positions ? days.filter((_, n) => positions.some((wanted) => isNth(n + 1, days.length, wanted))) : days
