import { DAY_MS } from '../../../../platform/units.ts'
import { addDays } from '../../../time/dates.ts'
import { formatPosixZone, type YearlyChange } from '../../../time/posix-zone.ts'
import { daysOfRule } from '../../../time/rrule.ts'
import { endless, type Rule } from '../../../time/rrule-text.ts'

/** A STANDARD or DAYLIGHT part of a VTIMEZONE (RFC 5545 section 3.6.5). Offsets in ms, onsets as digits of a clock. */
export type Observance = {
  onset: number
  from: number
  to: number
  rule: Rule | null
  rdates: number[]
}

/** A time zone defined by a file: its offset from UTC in ms at any instant, and when it changes. */
export type RuleZone = {
  offsetAt: (epochMs: number) => number
  changes: { at: number; before: number; after: number }[]
  observances: Observance[]
}

/** Rules are worked out for these years; before and after them the first and the last offset hold. */
const FIRST = '1950-01-01'
const LAST = '2100-12-31'
const MOST_CHANGES = 1_000

/** The zone of some observances, or null for none at all. The work is bounded, whatever their rules say. */
export const ruleZone = (observances: Observance[]): RuleZone | null => {
  const [first] = [...observances].sort((a, b) => a.onset - b.onset)
  if (!first) return null
  const changes = observances
    .flatMap((one) => onsets(one).map((wall) => ({ at: wall - one.from, before: one.from, after: one.to })))
    .sort((a, b) => a.at - b.at)
  const start = changes[0]?.before ?? first.to
  return { offsetAt: (epochMs) => lastBefore(changes, epochMs)?.after ?? start, changes, observances }
}

const onsets = ({ onset, from, rule, rdates }: Observance): number[] => {
  const day = new Date(onset).toISOString().slice(0, 10)
  const time = onset - Date.parse(`${day}T00:00:00Z`)
  const ends = rule?.until === undefined ? Number.POSITIVE_INFINITY : untilWall(rule.until, from)
  const range = { start: day, from: addDays(day < FIRST ? FIRST : day, -1), until: LAST, count: MOST_CHANGES }
  const days = rule === null ? [] : daysOfRule(rule.count === undefined ? endless(rule) : rule, range)
  const walls = days.map((one) => Date.parse(`${one}T00:00:00Z`) + time).filter((wall) => wall <= ends)
  return [...new Set([onset, ...walls, ...rdates])]
}

/** "UNTIL … MUST be specified in UTC time" there; some write a day or a wall clock. */
const untilWall = (until: string, from: number): number => {
  if (until.length === 10) return Date.parse(`${until}T00:00:00Z`) + DAY_MS - 1
  return until.endsWith('Z') ? Date.parse(until) + from : Date.parse(`${until}Z`)
}

const lastBefore = <T extends { at: number }>(changes: T[], epochMs: number): T | undefined => {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((changes[middle]?.at ?? 0) <= epochMs) low = middle + 1
    else high = middle
  }
  return changes[low - 1]
}

/**
 * A name for a zone that has none, by the rules it follows from an instant on: the rules of summer time as POSIX writes
 * them, or an offset such as `+05:30`. Rules that POSIX cannot write are cut down to the offset at that instant.
 */
export const zoneText = (zone: RuleZone, epochMs: number): string => {
  const lasting = zone.observances.filter(({ rule }) => rule && (rule.until === undefined || rule.until > '2037'))
  const standard = lasting.find(({ from, to }) => to < from)
  const summer = lasting.find(({ from, to }) => to > from)
  const toSummer = summer && yearlyChange(summer)
  const toStandard = standard && yearlyChange(standard)
  const goesOn = zone.changes.some(({ at }) => at > epochMs)
  return lasting.length === 2 && goesOn && toSummer && toStandard
    ? formatPosixZone({ standard: standard.to, summer: summer.to, toSummer, toStandard })
    : offsetText(zone.offsetAt(epochMs))
}

export const offsetText = (offset: number): string => {
  const minutes = Math.round(Math.abs(offset) / 60_000)
  const two = (value: number) => String(value).padStart(2, '0')
  return minutes === 0 ? 'UTC' : `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The nth weekday of a month, also where it is written as one of seven days of it. */
const yearlyChange = ({ rule, onset }: Observance): YearlyChange | null => {
  if (rule?.freq !== 'YEARLY' || (rule.interval ?? 1) > 1) return null
  const day = new Date(onset).toISOString().slice(0, 10)
  const month = rule.byMonth?.length === 1 ? rule.byMonth[0] : undefined
  const [named, ...more] = rule.byDay ?? []
  if (month === undefined || !named || more.length > 0) return null
  const nth = named.ordinal ?? weekOf(rule.byMonthDay ?? [], month)
  if (nth === null || nth < -1 || nth > 5) return null
  const time = onset - Date.parse(`${day}T00:00:00Z`)
  return { month, nth: nth === -1 ? 5 : nth, weekday: named.weekday % 7, time }
}

/** Which week of a month seven days are, -1 for the last, or null when they are none. */
const weekOf = (days: number[], month: number): number | null => {
  const first = Math.min(...days)
  if (days.length !== 7 || Math.max(...days) !== first + 6) return null
  if (first % 7 === 1) return (first + 6) / 7
  return first + 6 === new Date(Date.UTC(2001, month, 0)).getUTCDate() ? -1 : null
}
