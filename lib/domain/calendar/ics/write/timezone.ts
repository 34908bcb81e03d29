import { DAY_MS } from '../../../../platform/units.ts'
import { wallClock } from '../../../time/zone.ts'
import { clockText, foldedLine } from './line.ts'

/** No zone changes its offset twice in a week: around a month of fasting it takes two. */
const STEP = 7 * DAY_MS

/** A change of the offset: when, by the clock before it, and the offsets in ms. */
type Change = { wall: number; from: number; to: number }

/**
 * A VTIMEZONE that is right for instants from `firstYear` on, made from the runtime's zone data: changes that follow one
 * rule until `lastYear` as an RRULE without end, and others one by one.
 */
export const timeZoneLines = (
  zone: string,
  tzid: string,
  { firstYear, lastYear }: { firstYear: number; lastYear: number },
): string => {
  const offsetAt = (at: number) => wallClock(at, zone) - at
  const begin = Date.UTC(firstYear, 0, 1) - DAY_MS
  const changes = changesBetween(offsetAt, begin, Date.UTC(lastYear + 1, 0, 1))
  const initial = offsetAt(begin)
  const parts = [observance({ wall: Date.UTC(firstYear - 1, 0, 1), from: initial, to: initial }, [], '', initial)]
  for (const group of grouped(changes)) {
    const rule = yearlyRule(group, lastYear)
    const [first, ...more] = rule ? group.slice(group.length - rule.years) : group
    const before = rule ? group.slice(0, group.length - rule.years) : []
    const [single, ...others] = before
    if (single) parts.push(observance(single, others, '', initial))
    if (first) parts.push(observance(first, rule ? [] : more, rule?.text ?? '', initial))
  }
  return ['BEGIN:VTIMEZONE', `TZID:${tzid}`].map(foldedLine).join('') + parts.join('') + foldedLine('END:VTIMEZONE')
}

const changesBetween = (offsetAt: (at: number) => number, begin: number, end: number): Change[] => {
  const changes: Change[] = []
  let from = offsetAt(begin)
  for (let at = begin; at < end; at += STEP) {
    const to = offsetAt(at + STEP)
    if (to === from) continue
    const moment = firstWith(offsetAt, to, at, at + STEP)
    changes.push({ wall: moment + from, from, to })
    from = to
  }
  return changes
}

/** The first second at which the new offset holds. */
const firstWith = (offsetAt: (at: number) => number, to: number, low: number, high: number): number => {
  let [before, after] = [low / 1_000, high / 1_000]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(middle * 1_000) === to) after = middle
    else before = middle
  }
  return after * 1_000
}

/** Changes between the same offsets, each group in order. */
const grouped = (changes: Change[]): Change[][] => [...Map.groupBy(changes, ({ from, to }) => `${from} ${to}`).values()]

/**
 * The rule by which the last changes of a group come up every year, and for how many years. At least three, to the end: a
 * summer time that is given up has none.
 */
const yearlyRule = (group: Change[], lastYear: number): { text: string; years: number } | null => {
  for (let years = group.length; years >= 3; years -= 1) {
    const run = group.slice(group.length - years)
    const text = isEveryYear(run, lastYear) ? ruleOf(run) : null
    if (text) return { text, years }
  }
  return null
}

const yearOf = ({ wall }: Change): number => new Date(wall).getUTCFullYear()

const isEveryYear = (run: Change[], lastYear: number): boolean =>
  run.every((change, at) => yearOf(change) === lastYear - run.length + 1 + at)

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

/** All in one month at one time, and on the nth weekday, the last one, one of seven days, or the same day of the month. */
const ruleOf = (run: Change[]): string | null => {
  const dates = run.map(({ wall }) => new Date(wall))
  const same = <T>(of: (date: Date) => T): T | null => {
    const values = new Set(dates.map(of))
    return values.size === 1 ? (values.values().next().value ?? null) : null
  }
  const month = same((date) => date.getUTCMonth() + 1)
  if (month === null || same((date) => date.getTime() % DAY_MS) === null) return null
  const yearly = `FREQ=YEARLY;BYMONTH=${month}`
  const weekday = same((date) => date.getUTCDay())
  if (weekday === null) {
    const day = same((date) => date.getUTCDate())
    return day === null ? null : `${yearly};BYMONTHDAY=${day}`
  }
  const name = WEEKDAYS[weekday]
  if (same((date) => isLastWeek(date))) return `${yearly};BYDAY=-1${name}`
  const nth = same((date) => Math.ceil(date.getUTCDate() / 7))
  if (nth !== null) return `${yearly};BYDAY=${nth}${name}`
  const days = dates.map((date) => date.getUTCDate())
  const first = Math.min(...days)
  if (Math.max(...days) !== first + 6) return null
  return `${yearly};BYMONTHDAY=${Array.from({ length: 7 }, (_, i) => first + i).join(',')};BYDAY=${name}`
}

const isLastWeek = (date: Date): boolean => new Date(date.getTime() + 7 * DAY_MS).getUTCMonth() !== date.getUTCMonth()

const observance = (first: Change, more: Change[], rule: string, standard: number): string => {
  const name = first.to > first.from || (first.to === first.from && first.to > standard) ? 'DAYLIGHT' : 'STANDARD'
  return [
    `BEGIN:${name}`,
    `DTSTART:${clockText(first.wall)}`,
    `TZOFFSETFROM:${offset(first.from)}`,
    `TZOFFSETTO:${offset(first.to)}`,
    ...(rule ? [`RRULE:${rule}`] : []),
    // ical.js reads the first of a list only.
    ...more.map(({ wall }) => `RDATE:${clockText(wall)}`),
    `END:${name}`,
  ]
    .map(foldedLine)
    .join('')
}

const offset = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1_000)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const rest = seconds % 60 ? two(seconds % 60) : ''
  return `${ms < 0 ? '-' : '+'}${two(seconds / 3_600)}${two((seconds % 3_600) / 60)}${rest}`
}
