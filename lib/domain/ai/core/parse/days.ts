import { addDays, type DateString, isoWeekday, startOfWeek } from '../../../time/dates.ts'
import { calendarDays } from './calendar-days.ts'
import { meansDay } from './day-sense.ts'
import type { Draft, Span } from './draft.ts'
import { spanOf } from './marks.ts'
import { touches } from './times.ts'
import { MONTH, monthOf, NUMBER, numberOf, ORDINAL, ordinalOf, WEEKDAY, weekdayOf } from './words.ts'

/** A day that the line names. `evening`: "tonight". `offsetMs`: "in 45 minutes". `until`: the end of a range of days. */
export type DayMention = Span & { day: DateString; evening?: boolean; offsetMs?: number; until?: DateString }

type Phrase = {
  pattern: RegExp
  day: (match: RegExpMatchArray, today: DateString) => Partial<DayMention> | DateString | null
  ambiguous?: boolean
}

const B = '(?<![\\p{L}\\p{N}_-])'
const E = "(?![\\p{L}\\p{N}_'’]|-\\p{L})"
const phrase = (source: string, day: Phrase['day'], ambiguous = false): Phrase => ({
  pattern: new RegExp(B + source + E, 'giu'),
  day,
  ambiguous,
})

const HOUR_MS = 3_600_000

/** The day so many months later, or the last day of a month that is too short. */
export const addMonths = (day: DateString, months: number): DateString => {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, Number(day.slice(8))]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(date, last))).toISOString().slice(0, 10)
}

const firstOfMonth = (day: DateString, months = 0): DateString => `${addMonths(day, months).slice(0, 8)}01`
const lastOfMonth = (day: DateString, months = 0): DateString => addDays(firstOfMonth(day, months + 1), -1)
const quarterStart = (day: DateString): DateString => firstOfMonth(day, -((Number(day.slice(5, 7)) - 1) % 3))

/** The next such weekday after today; "this" may be today, "next" is in the week after this one (weeks from Monday). */
const weekdayFrom = (today: DateString, weekday: number, which = ''): DateString => {
  const word = which.toLowerCase()
  if (word === 'next') return addDays(startOfWeek(today), 6 + weekday)
  if (word === 'last' || word === 'past') return addDays(today, -((isoWeekday(today) - weekday + 6) % 7) - 1)
  const ahead = (weekday - isoWeekday(today) + 7) % 7
  return addDays(today, ahead === 0 && word !== 'this' ? 7 : ahead)
}

const inUnits = (today: DateString, count: number, unit: string): Partial<DayMention> => {
  const word = unit.toLowerCase()
  if (/^min|^m$/u.test(word)) return { offsetMs: count * 60_000 }
  if (/^h/u.test(word)) return { offsetMs: count * HOUR_MS }
  if (/^month/u.test(word)) return { day: addMonths(today, count) }
  if (/^y/u.test(word)) return { day: addMonths(today, 12 * count) }
  return { day: addDays(today, count * (/^w/u.test(word) ? 7 : /^fort/u.test(word) ? 14 : 1)) }
}

/** The n-th weekday of the month of `day`, from its end for -1; null where there is none. */
const nthWeekday = (day: DateString, nth: number, weekday: number): DateString | null => {
  if (nth < 0) return addDays(lastOfMonth(day), -((isoWeekday(lastOfMonth(day)) - weekday + 7) % 7))
  const first = firstOfMonth(day)
  const found = addDays(first, ((weekday - isoWeekday(first) + 7) % 7) + 7 * (nth - 1))
  return found.slice(0, 7) === first.slice(0, 7) ? found : null
}

/** The first of the days that `of` gives for this month and the following that is not past. */
const upcoming = (today: DateString, of: (month: DateString) => DateString | null): DateString | null => {
  for (let months = 0; months < 12; months += 1) {
    const day = of(firstOfMonth(today, months))
    if (day && day >= today) return day
  }
  return null
}

const dayInMonth = (month: DateString, date: number): DateString | null =>
  date >= 1 && date <= Number(lastOfMonth(month).slice(8))
    ? `${month.slice(0, 8)}${String(date).padStart(2, '0')}`
    : null

const endOf = (unit: string, today: DateString): DateString => {
  const word = unit.toLowerCase()
  if (/^(?:d|eod)/u.test(word)) return today
  if (/^(?:w|eow)/u.test(word))
    return isoWeekday(today) <= 5 ? addDays(startOfWeek(today), 4) : addDays(startOfWeek(today), 6)
  if (/^(?:m|eom)/u.test(word)) return lastOfMonth(today)
  if (/^q/u.test(word)) return lastOfMonth(quarterStart(today), 2)
  return `${today.slice(0, 4)}-12-31`
}

const nextUnit = (unit: string, today: DateString): DateString => {
  const word = unit.toLowerCase()
  if (word === 'week') return addDays(startOfWeek(today), 7)
  if (word === 'month') return firstOfMonth(today, 1)
  if (word === 'quarter') return firstOfMonth(quarterStart(today), 3)
  return `${Number(today.slice(0, 4)) + 1}-01-01`
}

const UNITS = 'minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?'

const PHRASES: Phrase[] = [
  phrase('(?:the\\s+)?day after tomorrow', (_, today) => addDays(today, 2)),
  phrase(`(?:in|within)\\s+(?:the next\\s+)?(${NUMBER})\\s*(${UNITS}|[mhdw])`, ([, n = '', unit = ''], today) =>
    inUnits(today, numberOf(n), unit),
  ),
  phrase('in\\s+half an hour', () => ({ offsetMs: HOUR_MS / 2 })),
  phrase(`(${NUMBER})\\s+(${UNITS})\\s+from\\s+(?:now|today)`, ([, n = '', unit = ''], today) =>
    inUnits(today, numberOf(n), unit),
  ),
  phrase(`(?:a|one)\\s+week\\s+from\\s+(${WEEKDAY})`, ([, day = ''], today) =>
    addDays(weekdayFrom(today, weekdayOf(day)), 7),
  ),
  phrase('(?:later\\s+)?(today|tod)', (_, today) => today, true),
  phrase('(?:tonight|tonite)', (_, today) => ({ day: today, evening: true })),
  phrase('(tomorrow|tmrw|tmr|tmw|tomorow|tommorow|tommorrow)', (_, today) => addDays(today, 1), true),
  phrase('yesterday$', (_, today) => addDays(today, -1)),
  phrase(`(${WEEKDAY})\\s+(?:of\\s+)?next week`, ([, day = ''], today) => weekdayFrom(today, weekdayOf(day), 'next')),
  phrase(`next week\\s+(?:on\\s+)?(${WEEKDAY})`, ([, day = ''], today) => weekdayFrom(today, weekdayOf(day), 'next')),
  phrase(
    `(?:the\\s+)?(${ORDINAL})\\s+(${WEEKDAY})\\s+(?:of|in)\\s+(?:(the|this|next)\\s+month|(${MONTH}))`,
    ([, nth = '', day = '', which = '', month], today) => {
      const of = (first: DateString) => nthWeekday(first, ordinalOf(nth), weekdayOf(day))
      if (which.toLowerCase() === 'next') return of(firstOfMonth(today, 1))
      return upcoming(today, (first) => (!month || Number(first.slice(5, 7)) === monthOf(month) ? of(first) : null))
    },
  ),
  phrase(`(?:the\\s+)?(first|last)\\s+day\\s+of\\s+(the|this|next)\\s+month`, ([, which, of], today) => {
    const months = of?.toLowerCase() === 'next' ? 1 : 0
    return which?.toLowerCase() === 'last'
      ? lastOfMonth(today, months)
      : upcoming(today, (first) => (first >= firstOfMonth(today, months) ? first : null))
  }),
  phrase(
    `(?:(this|next|coming|last|past)\\s+)?(${WEEKDAY})`,
    ([, which, day = ''], today) => weekdayFrom(today, weekdayOf(day), which),
    true,
  ),
  phrase(
    '(?:(?:this|the|on the|over the|at the)\\s+)?(?:coming\\s+)?weekend',
    (_, today) => (isoWeekday(today) >= 6 ? today : weekdayFrom(today, 6, 'this')),
    true,
  ),
  phrase('next weekend', (_, today) => addDays(startOfWeek(today), 12)),
  phrase('next\\s+(week|month|quarter|year)', ([, unit = ''], today) => nextUnit(unit, today)),
  phrase('(?:later\\s+)?this\\s+(week|month|quarter|year)', ([, unit = ''], today) => endOf(unit, today)),
  phrase('(?:the\\s+)?end of (?:the\\s+|this\\s+)?(day|week|month|quarter|year)', ([, unit = ''], today) =>
    endOf(unit, today),
  ),
  phrase('(?:the\\s+)?end of next (week|month)', ([, unit = ''], today) =>
    unit.toLowerCase() === 'week' ? addDays(startOfWeek(today), 11) : lastOfMonth(today, 1),
  ),
  phrase(`(?:the\\s+)?end of (${MONTH})`, ([, month = ''], today) =>
    upcoming(today, (first) => (Number(first.slice(5, 7)) === monthOf(month) ? lastOfMonth(first) : null)),
  ),
  phrase('(eod|eow|eom|eoy)', ([, unit = ''], today) => endOf(unit, today)),
  phrase(
    '(?:on|by|before|until|due|due on)\\s+(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)(?:\\s+of\\s+(?:this|the)\\s+month)?',
    ([, date], today) => upcoming(today, (month) => dayInMonth(month, Number(date))),
    true,
  ),
  phrase(
    `(?:in|by|until|before)\\s+(${MONTH})(?!\\s+\\d)`,
    ([, month = ''], today) =>
      upcoming(today, (first) => (Number(first.slice(5, 7)) === monthOf(month) ? first : null)),
    true,
  ),
]

/** Days that the line names, in order, none inside another. `today` in the person's zone. */
export const daysIn = (draft: Draft, today: DateString): DayMention[] => {
  const found: DayMention[] = []
  const add = (mention: DayMention) => {
    if (!found.some((other) => mention.start < other.end && other.start < mention.end)) found.push(mention)
  }
  for (const mention of calendarDays(draft.left, today)) add(mention)
  for (const { pattern, day, ambiguous } of PHRASES) {
    for (const match of draft.left.matchAll(pattern)) {
      const result = day(match, today)
      if (result === null || (ambiguous && !meansDay(draft.left, spanOf(match)))) continue
      add({ ...spanOf(match), day: today, ...(typeof result === 'string' ? { day: result } : result) })
    }
  }
  return withoutEndOfDay(
    draft.left,
    found.sort((a, b) => a.start - b.start),
  ).map((mention) => shifted(draft.left, mention))
}

/** "tomorrow eod": the end of the day that stands beside it, not of this one. */
const withoutEndOfDay = (text: string, mentions: DayMention[]): DayMention[] => {
  const isEnd = ({ start, end }: Span) => /^(?:the\s+)?(?:eod|end of (?:the )?day)$/iu.test(text.slice(start, end))
  return mentions.flatMap((mention, i) => {
    const [before, after] = [mentions[i - 1], mentions[i + 1]]
    const beside = (other: DayMention | undefined) =>
      other !== undefined && !isEnd(other) && touches(text, other, mention)
    if (isEnd(mention)) return beside(before) || beside(after) ? [] : [mention]
    const start = before && isEnd(before) && touches(text, before, mention) ? before.start : mention.start
    const end = after && isEnd(after) && touches(text, mention, after) ? after.end : mention.end
    return [{ ...mention, start, end }]
  })
}

const SHIFT = new RegExp(`${B}(${NUMBER})\\s+(days?|weeks?|months?)\\s+(before|after)\\s*$`, 'iu')

/** "2 days before June 3". */
const shifted = (text: string, mention: DayMention): DayMention => {
  const match = SHIFT.exec(text.slice(0, mention.start))
  if (!match || mention.offsetMs !== undefined) return mention
  const [, count = '', unit = '', way = ''] = match
  const by = numberOf(count) * (way.toLowerCase() === 'before' ? -1 : 1)
  return { ...mention, ...inUnits(mention.day, by, unit), start: match.index }
}
