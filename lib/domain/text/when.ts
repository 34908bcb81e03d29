import { addDays, type DateString, daysBetween } from '../time/dates.ts'
import { parseRule } from '../time/rrule-text.ts'
import type { Chain } from './chains/chain.ts'
import type { Day } from './days/day.ts'
import type { Mention, MentionOf, Role } from './mentions/mention.ts'
import type { Recurrence } from './recurrence/recurrence.ts'
import type { Clock } from './times/clock.ts'
import type { Span } from './times/span.ts'
import { PART_MINUTES } from './tokens/lexicon.ts'

/** What a chain of mentions says together: at most one day, one time and one recurrence with its end. */
export type Said = {
  day: (Day & { role: Role }) | null
  /** The day to do it on, where a due day stands with it. */
  doOn: Day | null
  clock: Clock | null
  /** Minutes after midnight of the part of the day. */
  part: number | null
  repeats: Recurrence | null
  until: DateString | null
  times: number | null
  lasts: Span | null
  takes: { minutes: number; attribute: boolean } | null
}

const of = <K extends Mention['kind']>(mentions: Mention[], kind: K): MentionOf<K>[] =>
  mentions.filter((one): one is MentionOf<K> => one.kind === kind)

/** What a chain means that names neither day, time nor recurrence. */
export const NOTHING: Said = {
  day: null,
  doOn: null,
  clock: null,
  part: null,
  repeats: null,
  until: null,
  times: null,
  lasts: null,
  takes: null,
}

/** Null: it says two things at once, or one that does not fit the rest. */
export const saidIn = ({ mentions, whole }: Chain): Said | null => {
  const [repeats, ...moreRules] = of(mentions, 'recurrence').map(({ recurrence }) => recurrence)
  if (!whole || of(mentions, 'broken').length > 0 || moreRules.length > 0 || (repeats && repeats.rule === null))
    return null
  const days = daysIn(of(mentions, 'day'), repeats !== undefined)
  const clocks = clocksIn(of(mentions, 'clock'))
  const parts = of(mentions, 'part')
  const [times, lasts, takes] = [of(mentions, 'times'), of(mentions, 'lasts'), of(mentions, 'takes')]
  if (repeats?.rule && days && isWithinPeriod(repeats.rule, days)) return null
  if (!days || clocks === undefined || parts.length > 1 || times.length > 1 || lasts.length > 1) return null
  const ends = [days.until !== null, times.length > 0, lasts.length > 0].filter(Boolean)
  if (repeats && ends.length > 1) return null
  const ownPart = days.day?.part ?? repeats?.part ?? null
  const part = parts[0]?.part ?? ownPart
  if (parts[0] && ownPart && parts[0].part !== ownPart) return null
  if (clocks && part && !fits(clocks, PART_MINUTES[part])) return null
  return {
    ...NOTHING,
    ...days,
    clock: clocks,
    part: part === null ? null : PART_MINUTES[part],
    repeats: repeats ?? null,
    times: times[0]?.times ?? null,
    lasts: lasts[0]?.lasts ?? null,
    takes: takes[0] ? { minutes: takes[0].minutes, attribute: takes[0].attribute } : null,
  }
}

/** "every month from the 1st to the 5th": days of each period, not the first and the last day of the series. */
const isWithinPeriod = (rule: string, { day, until }: Days): boolean => {
  const freq = parseRule(rule)?.freq
  if (day === null || until === null || day.role !== null || (freq !== 'MONTHLY' && freq !== 'YEARLY')) return false
  return daysBetween(day.day, until) < 31
}

/** "at 9pm in the morning" and "tomorrow afternoon at 11" are slips; 2 at night is none. */
const fits = ({ minutes, open }: Clock, part: number): boolean => {
  if (minutes >= 1440) return true
  if (part === PART_MINUTES.morning) return open ? minutes < 720 : minutes <= 720
  const later = open && minutes < 720 ? minutes + 720 : minutes
  if (part === PART_MINUTES.afternoon) return later >= 720 && later <= 1200
  if (part === PART_MINUTES.evening) return open ? later < 780 || later >= 960 : later >= 960
  return open || minutes >= 1020 || minutes < 360
}

type Days = Pick<Said, 'day' | 'doOn' | 'until'>

const daysIn = (mentions: MentionOf<'day'>[], repeats: boolean): Days | null => {
  if (mentions.some(({ day }) => day.conflict)) return null
  return repeats ? daysOfSeries(mentions) : daysOfOne(mentions)
}

const isEnd = ({ role, day }: MentionOf<'day'>): boolean =>
  role === 'until' || role === 'through' || role === 'before' || day.within === true

/** The first day and the last of a series. */
const daysOfSeries = (mentions: MentionOf<'day'>[]): Days | null => {
  const [ends, starts] = [mentions.filter(isEnd), mentions.filter((one) => !isEnd(one))]
  const [end, start] = [ends[0], starts[0]]
  if (ends.length > 1 || starts.length > 1 || mentions.some(({ day }) => day.inMinutes !== undefined)) return null
  const last = end ? lastOf(end) : null
  if (!start) return { day: null, doOn: null, until: last }
  const { until, period, ...first } = start.day
  const lasts = until ?? (start.role === null ? period?.last : undefined)
  if (lasts && end) return null
  const begins = lasts && period ? period.first : first.day
  const day = { ...first, day: begins, role: start.role }
  return {
    day,
    doOn: null,
    until: lasts ?? (last && last < begins && end?.day.until === undefined ? nextYear(last) : last),
  }
}

/** "until june 5" takes that day in, "before june 5" does not. */
const lastOf = ({ day, role }: MentionOf<'day'>): DateString =>
  role === 'before' || day.within ? addDays(day.day, -1) : day.day

/** "from november until february": the end lies behind the beginning. */
const nextYear = (day: DateString): DateString => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`

const daysOfOne = (mentions: MentionOf<'day'>[]): Days | null => {
  const distinct = mentions.filter(
    (one, i) => !isEndOfDay(one, mentions) && !mentions.slice(0, i).some((other) => isSame(one, other)),
  )
  const [first, second, third] = distinct
  if (third) return null
  if (!first) return { day: null, doOn: null, until: null }
  if (!second) return { day: { ...partOf(first, mentions), role: first.role }, doOn: null, until: null }
  const due = distinct.find(({ role }) => role === 'due' || role === 'before')
  const other = distinct.find((one) => one !== due)
  if (due && other && (other.role === null || other.role === 'start'))
    return { day: { ...due.day, role: 'due' }, doOn: other.day, until: null }
  if (
    first.role !== 'due' &&
    isEnd(second) &&
    second.role !== 'before' &&
    first.day.day < second.day.day &&
    !first.day.until
  )
    return { day: { ...first.day, until: second.day.day, role: first.role }, doOn: null, until: null }
  return null
}

const partOf = ({ day }: MentionOf<'day'>, mentions: MentionOf<'day'>[]): Day => {
  const part = mentions.find((one) => one.day.part)?.day.part
  return part ? { ...day, part } : day
}

const isSame = (a: MentionOf<'day'>, b: MentionOf<'day'>): boolean =>
  a.day.day === b.day.day &&
  a.day.inMinutes === undefined &&
  b.day.inMinutes === undefined &&
  !a.day.until &&
  !b.day.until

/** "tomorrow eod": the end of the day that stands with it, not of this one. */
const isEndOfDay = (mention: MentionOf<'day'>, all: MentionOf<'day'>[]): boolean =>
  mention.day.endOfDay === true && all.some((other) => other !== mention && !other.day.endOfDay)

const UNTIL = /^(?:until|till|to)$/u

/** One time, or one that a second ends. Undefined: two that do not go together. */
const clocksIn = ([first, second, third]: MentionOf<'clock'>[]): Clock | null | undefined => {
  if (third) return undefined
  if (!first) return null
  if (!second) return first.clock
  const ends = UNTIL.test(second.lead ?? '') && first.clock.until === null
  if (!ends || second.clock.zone !== first.clock.zone || second.clock.minutes <= first.clock.minutes) return undefined
  return { ...first.clock, until: second.clock.minutes }
}
