import { calendarDay } from '../text/day-dates.ts'
import { meaningOf } from '../text/lexicon.ts'
import { sourceOf } from '../text/read.ts'
import { addDays, type DateString, isoWeekday } from '../time/dates.ts'

/** The days that a wish is about, and the rest of it. Null: it names none. */
export type DaysTaken = { dates: DateString[] | null; rest: string }

const WEEKDAY = 'mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?'
const weekdayOf = (name: string): number => meaningOf(name.toLowerCase()).weekday ?? 0
const NAMED = `(?:${WEEKDAY})s?`
const DAYS = new RegExp(
  `(?<![\\p{L}\\p{N}_-])(?:(?:on|every|each|this|next|all|the|for)\\s+)*(?:(today|tonight)|(tomorrow)|(weekdays?|workdays?|working days?)|(weekends?)|(every ?day|each day|daily|all week|always)|(${NAMED}(?:(?:\\s*,\\s*|\\s+and\\s+|\\s+or\\s+)${NAMED})*))(?=$|[^\\p{L}\\p{N}_])`,
  'iu',
)
const EACH = new RegExp(NAMED, 'giu')

/** Takes the days out of a wish. `range`: the days of the plan; only those count. */
export const takeDays = (text: string, range: DateString[], today: DateString): DaysTaken => {
  const match = DAYS.exec(text)
  if (!match) return calendarDayIn(text, range, today)
  const [found, isToday, isTomorrow, workdays, weekends, , names] = match
  const weekdays = new Set([...(names ?? '').matchAll(EACH)].map(([name]) => weekdayOf(name)))
  const isMeant = (date: DateString): boolean => {
    if (isToday) return date === today
    if (isTomorrow) return date === addDays(today, 1)
    if (workdays) return isoWeekday(date) <= 5
    if (weekends) return isoWeekday(date) >= 6
    return names === undefined || weekdays.has(isoWeekday(date))
  }
  const around = `${text.slice(0, match.index)} ${text.slice(match.index + found.length)}`
    .replaceAll(/\s+/gu, ' ')
    .trim()
  const rest = isToday?.toLowerCase() === 'tonight' ? inTheEvening(around) : around
  return { dates: range.filter(isMeant), rest }
}

/** "Tonight at 7" is at 19:00; without a time it is the evening. */
const inTheEvening = (text: string): string =>
  /\d/u.test(text) ? text.replace(/(\d{1,2}(?:[:.]\d{2})?)(?!\s?[ap]\.?m|[:.\d])/iu, '$1pm') : `${text} in the evening`

const calendarDayIn = (text: string, range: DateString[], today: DateString): DaysTaken => {
  const source = sourceOf(text, today)
  for (const at of source.tokens.keys()) {
    const found = calendarDay(source, at)
    const [first, last] = [source.tokens[at], source.tokens[(found?.next ?? 0) - 1]]
    if (!found || !first || !last || !found.value.sure || found.value.conflict) continue
    const before = text.slice(0, first.start).replace(/\bon\s*$/iu, '')
    const rest = `${before} ${text.slice(last.end)}`.replaceAll(/\s+/gu, ' ').trim()
    return { dates: range.filter((date) => date === found.value.day), rest }
  }
  return { dates: null, rest: text }
}
