import { Chrono, configuration } from 'chrono-node/en'
import type { DateString } from '../../../time/dates.ts'
import type { DayMention } from './days.ts'
import { textAfter, wordBefore } from './draft.ts'

/** Relative words and clock times are ours (days.ts, times.ts), so chrono reads with the parsers that know neither. */
const OURS = ['at 5pm', '5:30', 'friday', 'in 3 days', 'for 3 days', 'next week', '3 days ago']

/** Calendar dates as chrono reads them: "March 20", "15 April 2026", "4/30", ISO. */
const newChrono = (): Chrono => {
  const { parsers, refiners } = configuration.createConfiguration(false)
  const reads = (parser: (typeof parsers)[number]) =>
    OURS.some((text) => new Chrono({ parsers: [parser], refiners: [] }).parse(text).length > 0)
  return new Chrono({ parsers: parsers.filter((parser) => !reads(parser)), refiners })
}

/** Made for the first text that may hold such a date: a cold start has no time for it. */
let chrono: Chrono | undefined

/** Days of the calendar in a text; those without a year are the next ones that come. `today` in the person's zone. */
export const calendarDays = (text: string, today: DateString): DayMention[] => {
  if (!CANDIDATE.test(text)) return []
  chrono ??= newChrono()
  return chrono
    .parse(text, { instant: new Date(`${today}T12:00:00Z`), timezone: 0 }, { forwardDate: true })
    .filter((result) => isCalendarDay(result) && isMeant(text, result))
    .map((result) => mentionOf(result, today))
}

/** Most lines hold no calendar date: the search is for those that may. */
const CANDIDATE = /\d[/.-]\d|(?<!\p{L})(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/iu

type ParsingResult = ReturnType<Chrono['parse']>[number]

const isCalendarDay = ({ start, text }: ParsingResult): boolean =>
  !start.isCertain('hour') &&
  start.isCertain('day') &&
  start.isCertain('month') &&
  /\d/u.test(text) &&
  (NUMERIC.test(text) || NAMED.test(text))

const NUMERIC = /\d{1,4}[/-]\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}/u
const NAMED =
  /\d.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*\d/iu
const LEAD = /^(?:due|on|by|before|until|till|for|from|starting|deadline|date|at|start):?$/iu
const FOLLOWED =
  /^(?:$|[,;:.!?)\]]|at\b|@|by\b|with\b|in\b|for\b|from\b|to\b|and\b|p[1-4]\b|#|\d{1,2}(?::\d\d|\s?[ap]m))/iu

/** 4/30 is a date at the end or after "by"; 24/7, 1/2 cup and 9/11 are not. */
const isMeant = (text: string, { index, text: found }: ParsingResult): boolean => {
  if (/^(?:24\/7|9\/11|50\/50)$/u.test(found.trim())) return false
  if (!/^\d{1,2}[/-]\d{1,2}$/u.test(found.trim())) return true
  return (
    found.includes('/') && (LEAD.test(wordBefore(text, index)) || FOLLOWED.test(textAfter(text, index + found.length)))
  )
}

type Components = ParsingResult['start']

const mentionOf = ({ index, text, start, end }: ParsingResult, today: DateString): DayMention => {
  const lead = /^[\s,(]*/u.exec(text)?.[0].length ?? 0
  const day = start.isCertain('year') ? dayOf(start) : upcomingYear(dayOf(start), today)
  const until = end?.isCertain('day') && dayOf(end) > day ? { until: dayOf(end) } : {}
  return { start: index + lead, end: index + text.trimEnd().length, day, ...until }
}

const dayOf = (at: Components): DateString =>
  [String(at.get('year') ?? 1970).padStart(4, '0'), two(at.get('month')), two(at.get('day'))].join('-')

const two = (part: number | null): string => String(part ?? 1).padStart(2, '0')

/** The next such day, today included; 29 February waits for its year. */
const upcomingYear = (day: DateString, today: DateString): DateString => {
  for (let year = Number(today.slice(0, 4)); year < Number(today.slice(0, 4)) + 9; year += 1) {
    const next = `${year}${day.slice(4)}`
    if (next >= today && exists(next)) return next
  }
  return day
}

const exists = (day: DateString): boolean => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false
