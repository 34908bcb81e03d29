import { DAY_MS } from '../../platform/units.ts'
import { dayNumber, fromDayNumber, isoWeekday, startOfWeek } from '../time/dates.ts'
import type { HabitRecord } from './habit.fields.ts'

/**
 * What a habit asks for, as slots: stretches of days in which something is to be done so many times. A daily habit has
 * a slot for each day, "3 times a week" one for each week. Days are numbers (time/dates.ts), which makes years of
 * them cheap to walk.
 */
export type Slot = { from: number; to: number; times: number }

export type Unit = 'day' | 'week' | 'month' | 'interval'

export type Schedule = {
  unit: Unit
  /** The slot a day belongs to; null for a day on which nothing is asked for. */
  slotOf: (day: number) => Slot | null
  /** How often in how many days, on the average: what the strength of a habit is measured against. */
  rate: { times: number; days: number }
  /** Amounts count towards the slot (minutes a week), instead of days that are done. */
  sums: boolean
}

/** The first day something is asked for, as a number, and the weekday weeks begin with (1 = Monday … 7 = Sunday). */
export type Anchor = { start: number; weekStart: number }

/**
 * The schedule of a habit. Weekdays, then "every n days" say most and win over the targets of weeks and months; a target
 * for each day makes a Daily habit daily whatever its weeks should hold; without any target it is once a day, a week
 * or a month, as its frequency says, and Custom is daily.
 */
export const scheduleOf = (habit: HabitRecord, { start, weekStart }: Anchor): Schedule => {
  const { frequency, weekdays, everyNDays, dailyTarget, weeklyTarget, monthlyTarget } = habit
  if (weekdays.length > 0) return onWeekdays(new Set(weekdays))
  if (everyNDays !== null && everyNDays > 1) return everyDays(everyNDays, start)
  if (frequency === 'Monthly') return monthly(habit, monthlyTarget ?? 1)
  if (frequency === 'Weekly') return weekly(habit, weeklyTarget ?? 1, weekStart)
  if (dailyTarget === null && weeklyTarget !== null) return weekly(habit, weeklyTarget, weekStart)
  if (dailyTarget === null && monthlyTarget !== null) return monthly(habit, monthlyTarget)
  return daily
}

const daily: Schedule = {
  unit: 'day',
  slotOf: (day) => ({ from: day, to: day, times: 1 }),
  rate: { times: 1, days: 1 },
  sums: false,
}

const onWeekdays = (weekdays: Set<number>): Schedule => ({
  unit: 'day',
  slotOf: (day) => (weekdays.has(isoWeekday(fromDayNumber(day))) ? { from: day, to: day, times: 1 } : null),
  rate: { times: weekdays.size, days: 7 },
  sums: false,
})

const everyDays = (length: number, start: number): Schedule => ({
  unit: 'interval',
  slotOf: (day) => {
    const from = start + Math.floor((day - start) / length) * length
    return { from, to: from + length - 1, times: 1 }
  },
  rate: { times: 1, days: length },
  sums: false,
})

const weekly = (habit: HabitRecord, times: number, weekStart: number): Schedule => ({
  unit: 'week',
  slotOf: (day) => {
    const from = dayNumber(startOfWeek(fromDayNumber(day), weekStart))
    return { from, to: from + 6, times }
  },
  rate: { times, days: 7 },
  sums: sumsUp(habit),
})

const monthly = (habit: HabitRecord, times: number): Schedule => ({
  unit: 'month',
  slotOf: (day) => {
    const month = fromDayNumber(day).slice(0, 7)
    const [year = 0, number = 1] = month.split('-').map(Number)
    return { from: dayNumber(`${month}-01`), to: Date.UTC(year, number, 0) / DAY_MS, times }
  },
  rate: { times, days: 30 },
  sums: sumsUp(habit),
})

/** Where days have a target of their own, weeks and months count days; what one wants less of is never summed up. */
const sumsUp = ({ dailyTarget, habitType }: HabitRecord): boolean =>
  dailyTarget === null && (habitType === 'Build' || habitType === 'Maintain')

/** The slots that days from `from` to `to` (both inclusive) belong to, in order. */
export function* slotsBetween({ slotOf }: Schedule, from: number, to: number): Generator<Slot> {
  for (let day = from; day <= to; ) {
    const slot = slotOf(day)
    if (slot) yield slot
    day = slot ? slot.to + 1 : day + 1
  }
}
