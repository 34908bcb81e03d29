import * as library from 'rrule'
import { DAY_MS } from '../../platform/units.ts'
import { addDays, type DateString, dayNumber, daysBetween, fromDayNumber, isoWeekday, startOfWeek } from './dates.ts'
import { endless, parseRule, type Rule, type RuleWeekday, untilDay, WEEKDAY_CODES } from './rrule-text.ts'
import { atPositions, eachDayOfWeeks, type Range } from './rrule-weeks.ts'

// rrule is CommonJS to Node and ESM to the bundler: the class is found either way. The bundle holds nothing else of it.
const { RRule } = 'RRule' in library ? library : (library as { default: typeof import('rrule') }).default

/** The Gregorian calendar repeats itself, weekdays included, every 400 years. */
const CYCLE = { years: 400, days: 146_097 }
const LAST_YEAR = 9_998

/**
 * The days of a rule after `from`, until `until`, at most `count`; the rule counts from `start`, which is a day of it only
 * when the rule says so. RFC 5545 section 3.3.10, as docs/decisions/recurrence-rules.md reads it. None for a text that is
 * no rule. The work is bounded by the days asked for, or from `start` on where the rule has a COUNT.
 */
export const daysOfRule = (
  text: string | Rule,
  { start, from, until, count }: { start: DateString; from: DateString; until: DateString; count: number },
): DateString[] => {
  const rule = typeof text === 'string' ? parseRule(text) : text
  if (!rule || count <= 0) return []
  const end = untilDay(rule)
  const range: Range = {
    start,
    from: rule.count === undefined && from >= start ? addDays(from, 1) : start,
    until: end !== null && end < until ? end : until,
  }
  const days: DateString[] = []
  let left = rule.count ?? Number.POSITIVE_INFINITY
  eachDay(filled(endless(rule), start), range, (day) => {
    left -= 1
    if (day > from) days.push(day)
    return left > 0 && days.length < count
  })
  return days
}

/**
 * The rule with what it leaves open taken from its first day: "if the BYMINUTE, BYHOUR, BYDAY, BYMONTHDAY, or BYMONTH rule
 * part were missing, the appropriate minute, hour, day, or month would have been retrieved from the DTSTART property"
 * (RFC 5545 section 3.3.10). Which parts are open is as in RFC 8984 section 4.3.3.1.
 */
const filled = (rule: Rule, start: DateString): Rule => {
  const { freq, byWeekNo, byYearDay, byMonthDay, byDay } = rule
  const weekday = { byDay: [{ weekday: isoWeekday(start) }] }
  const day = { byMonthDay: [Number(start.slice(8))] }
  const openDay = !byDay?.length && !byMonthDay?.length
  if (freq === 'DAILY' || byYearDay?.length) return rule
  if (freq === 'WEEKLY') return byDay?.length ? rule : { ...rule, ...weekday }
  if (byWeekNo?.length) return openDay ? { ...rule, ...weekday } : rule
  const openMonth = freq === 'YEARLY' && !rule.byMonth?.length && (openDay || byMonthDay?.length)
  return { ...rule, ...(openDay && day), ...(openMonth && { byMonth: [Number(start.slice(5, 7))] }) }
}

type Visit = (day: DateString) => boolean

/** Every day of a filled, endless rule in a range, in order, until `visit` says no. */
const eachDay = (rule: Rule, range: Range, visit: Visit): void => {
  const { byMonth, byMonthDay, byYearDay, byDay, bySetPos } = rule
  const isLimited = [byMonth, byMonthDay, byYearDay, byDay, bySetPos].some((part) => part?.length)
  if (rule.byWeekNo?.length) eachDayOfWeeks(rule, range, visit)
  else if (rule.freq === 'DAILY' && isLimited) eachLimitedDay(rule, range, visit)
  else eachDayOfLibrary(rule, range, visit)
}

/**
 * The days of a daily rule with BY parts, which only limit days there. By months they are the same, and spare the library
 * all the days in between, which it looks at one by one.
 */
const eachLimitedDay = (rule: Rule, range: Range, visit: Visit): void => {
  const { interval = 1, byMonthDay = MONTH_DAYS, bySetPos } = rule
  if (bySetPos?.length && !bySetPos.some((position) => Math.abs(position) === 1)) return // a day has one day
  const byDay = rule.byDay?.map(({ weekday }) => ({ weekday }))
  const monthly: Rule = { ...rule, freq: 'MONTHLY', interval: 1, byMonthDay, byDay, bySetPos: undefined }
  eachDayOfLibrary(monthly, range, (day) => daysBetween(range.start, day) % interval !== 0 || visit(day))
}

const MONTH_DAYS = Array.from({ length: 31 }, (_, i) => i + 1)

/**
 * The library looks for days up to the year 9999, however far that is: so it is asked about the same days whole cycles
 * later, where it must give up soon, and from the first period in the range, so that nothing before it is looked at.
 */
const eachDayOfLibrary = (rule: Rule, range: Range, visit: Visit): void => {
  const { from, until } = range
  const base = periodOf(rule, range.start, from)
  if (until < base) return
  const inRange = (day: DateString) => day < from || (day <= until && visit(day))
  const sets = rule.bySetPos?.length ? inSets(rule, rule.bySetPos, inRange) : { visit: inRange, end: () => {} }
  const later = CYCLE.days * Math.floor((LAST_YEAR - Number(until.slice(0, 4))) / CYCLE.years)
  const dateOf = (day: DateString) => new Date((dayNumber(day) + later) * DAY_MS)
  // The set that holds the last day is needed whole.
  const last = rule.bySetPos?.length ? addDays(until, 366) : until
  new RRule({ ...optionsOf(rule), dtstart: dateOf(base), until: dateOf(last) }).all((date) =>
    sets.visit(fromDayNumber(date.getTime() / DAY_MS - later)),
  )
  sets.end()
}

/**
 * Picks days by BYSETPOS from the sets of whole periods: "A set of recurrence instances starts at the beginning of the
 * interval defined by the FREQ rule part" (RFC 5545 section 3.3.10). The library begins the first set of a weekly rule at
 * its first day, and takes the first day for the nth-last one of a set that has fewer.
 */
const inSets = ({ freq, weekStart }: Rule, positions: number[], visit: Visit): { visit: Visit; end: () => void } => {
  const keyOf = (day: DateString) =>
    freq === 'WEEKLY' ? startOfWeek(day, weekStart) : day.slice(0, freq === 'MONTHLY' ? 7 : 4)
  let set: DateString[] = []
  let goesOn = true
  const close = () => {
    goesOn = goesOn && atPositions(set, positions).every(visit)
    set = []
  }
  const add = (day: DateString): boolean => {
    if (set[0] !== undefined && keyOf(set[0]) !== keyOf(day)) close()
    set.push(day)
    return goesOn
  }
  return { visit: add, end: close }
}

/** The first day of the latest period of a rule that does not begin after `from`. */
const periodOf = ({ freq, interval = 1, weekStart }: Rule, start: DateString, from: DateString): DateString => {
  const whole = (units: number) => interval * Math.floor(units / interval)
  if (freq === 'DAILY') return addDays(start, whole(daysBetween(start, from)))
  if (freq === 'WEEKLY') {
    const week = startOfWeek(start, weekStart)
    return addDays(week, 7 * whole(Math.floor(daysBetween(week, from) / 7)))
  }
  const months = freq === 'MONTHLY' ? 1 : 12
  const unitOf = (day: DateString) => Math.floor((Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1) / months)
  const month = (unitOf(start) + whole(unitOf(from) - unitOf(start))) * months
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, 1)).toISOString().slice(0, 10)
}

const optionsOf = (rule: Rule): Partial<library.Options> => ({
  freq: RRule[rule.freq],
  interval: rule.interval ?? 1,
  wkst: (rule.weekStart ?? 1) - 1,
  bymonth: rule.byMonth ?? null,
  byyearday: rule.byYearDay ?? null,
  bymonthday: rule.byMonthDay ?? null,
  byweekday: rule.byDay?.length ? weekdaysOf(rule, rule.byDay) : null,
})

/** The library takes weekdays with and without an ordinal for two conditions: so all have one as soon as one has. */
const weekdaysOf = ({ freq, byMonth }: Rule, byDay: RuleWeekday[]): library.Weekday[] => {
  const most = freq === 'YEARLY' && !byMonth?.length ? 53 : 5
  const plain = freq === 'WEEKLY' || byDay.every(({ ordinal }) => ordinal === undefined)
  return byDay.flatMap(({ ordinal, weekday }) => {
    const day = RRule[WEEKDAY_CODES[weekday - 1] ?? 'MO']
    if (plain) return [day]
    const ordinals = ordinal === undefined ? Array.from({ length: most }, (_, i) => i + 1) : [ordinal]
    return ordinals.map((nth) => day.nth(nth))
  })
}
