/**
 * The days of a patternedRecurrence, by looking at each day and asking whether the pattern names it: as the reference of Graph
 * describes it, and without the project's own recurrence rules.
 */

export type Pattern = {
  type: string
  interval: number
  month?: number
  dayOfMonth?: number
  daysOfWeek?: string[]
  firstDayOfWeek?: string
  index?: string
}

export type Range = {
  type: string
  startDate: string
  endDate?: string
  numberOfOccurrences?: number
  recurrenceTimeZone?: string | null
}

export type Recurrence = { pattern: Pattern; range: Range }

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const DAY_MS = 86_400_000

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const nameAt = (ms: number): string => NAMES[new Date(ms).getUTCDay()] ?? ''

const known = new WeakMap<Recurrence, { last: string; days: string[] }>()

/** All days up to `last`, included. */
export const patternDays = (recurrence: Recurrence, last: string): string[] => {
  const before = known.get(recurrence)
  if (before && before.last >= last) return before.days.filter((day) => day <= last)
  const days = search(recurrence, last)
  known.set(recurrence, { last, days })
  return days
}

const search = ({ pattern, range }: Recurrence, last: string): string[] => {
  const start = at(range.startDate)
  const end = range.type === 'endDate' && range.endDate ? Math.min(at(range.endDate), at(last)) : at(last)
  const most = range.type === 'numbered' ? (range.numberOfOccurrences ?? 0) : Number.POSITIVE_INFINITY
  const days: string[] = []
  for (let ms = start; ms <= end && days.length < most; ms += DAY_MS)
    if (isNamed(pattern, ms, start)) days.push(dayAt(ms))
  return days
}

const isNamed = (pattern: Pattern, ms: number, start: number): boolean => {
  const { type, interval, month } = pattern
  const date = new Date(ms)
  const first = new Date(start)
  const months = (date.getUTCFullYear() - first.getUTCFullYear()) * 12 + date.getUTCMonth() - first.getUTCMonth()
  const years = date.getUTCFullYear() - first.getUTCFullYear()
  switch (type) {
    case 'daily':
      return ((ms - start) / DAY_MS) % interval === 0
    case 'weekly':
      return weeksBetween(pattern, start, ms) % interval === 0 && (pattern.daysOfWeek ?? []).includes(nameAt(ms))
    case 'absoluteMonthly':
      return months % interval === 0 && isDayOfMonth(pattern, date)
    case 'absoluteYearly':
      return years % interval === 0 && date.getUTCMonth() + 1 === month && isDayOfMonth(pattern, date)
    case 'relativeMonthly':
      return months % interval === 0 && isNth(pattern, date)
    case 'relativeYearly':
      return years % interval === 0 && date.getUTCMonth() + 1 === month && isNth(pattern, date)
    default:
      throw new Error(`There is no pattern ${type}`)
  }
}

const weeksBetween = ({ firstDayOfWeek = 'sunday' }: Pattern, start: number, ms: number): number => {
  const back = (day: number) => (new Date(day).getUTCDay() - NAMES.indexOf(firstDayOfWeek) + 7) % 7
  return Math.round((ms - back(ms) * DAY_MS - (start - back(start) * DAY_MS)) / (7 * DAY_MS))
}

const lastOfMonth = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()

const isDayOfMonth = ({ dayOfMonth = 0 }: Pattern, date: Date): boolean =>
  date.getUTCDate() === Math.min(dayOfMonth, lastOfMonth(date))

const isNth = ({ daysOfWeek = [], index = 'first' }: Pattern, date: Date): boolean => {
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth()
  const named = Array.from({ length: lastOfMonth(date) }, (_, i) => i + 1).filter((day) =>
    daysOfWeek.includes(nameAt(Date.UTC(year, month, day))),
  )
  const nth = index === 'last' ? named.at(-1) : named[['first', 'second', 'third', 'fourth'].indexOf(index)]
  return date.getUTCDate() === nth
}
