import type { Day } from '../../text/days/day.ts'
import { dayPhrase } from '../../text/days/days.ts'
import { weekdayList } from '../../text/recurrence/recurrence-days.ts'
import type { Part } from '../../text/tokens/lexicon.ts'
import { list, longest, map, opt, phrase, type Reader, type Source, seq, word } from '../../text/tokens/reader.ts'
import { type DateString, isoWeekday } from '../../time/dates.ts'

/** The days that a wish is about. `part`: "tonight", "this morning". Where they stand, in tokens. */
export type Days = { dates: DateString[]; part: Part | null; from: number; to: number }

type Named = { every: true } | { weekdays: number[] } | { day: Day }

const LEAD = list(word('on every each all the for'), opt(word(',')))

const named: Reader<Named> = longest<Named>(
  map(
    longest<unknown>(phrase('every day'), phrase('each day'), word('everyday daily always'), phrase('all week')),
    () => ({
      every: true,
    }),
  ),
  map(seq(opt(LEAD), weekdayList), ([, weekdays]) => ({ weekdays })),
  map(seq(opt(word('on for')), dayPhrase), ([, day]) => ({ day })),
)

/**
 * The first days that a wish names, of those of the plan; null where it names none. "Conflict": it names days that do
 * not go together, or a moment ("in 2 hours").
 */
export const daysIn = (source: Source, range: DateString[]): Days | 'conflict' | null => {
  for (const at of source.tokens.keys()) {
    const found = named(source, at)
    if (!found) continue
    const { value, next } = found
    if ('day' in value && (value.day.conflict || value.day.inMinutes !== undefined)) return 'conflict'
    if ('day' in value && !value.day.sure && !isPlain(source, at, next)) continue
    const part = 'day' in value ? (value.day.part ?? null) : null
    return { dates: range.filter((date) => isMeant(value, date)), part, from: at, to: next }
  }
  return null
}

/** Dates as 4/30 and "the 15th" are read only behind "on"; they may be amounts. */
const isPlain = ({ tokens }: Source, from: number, to: number): boolean =>
  /^(?:on|for)$/u.test(tokens[from]?.text ?? '') ||
  !tokens.slice(from, to).some(({ date, ordinal }) => date?.loose || ordinal)

const isMeant = (value: Named, date: DateString): boolean => {
  if ('every' in value) return true
  if ('weekdays' in value) return value.weekdays.includes(isoWeekday(date))
  const { day, until = day } = value.day
  return date >= day && date <= until
}
