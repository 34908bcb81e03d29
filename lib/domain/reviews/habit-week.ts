import type { HabitRecord } from '../habits/habit.fields.ts'
import { daysOf, type History } from '../habits/history.ts'
import { type Schedule, type Slot, scheduleOf, slotsBetween } from '../habits/schedule.ts'
import { outcomes } from '../habits/streak.ts'
import { type DateString, dayNumber, fromDayNumber } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import type { Week } from './weekly-review.ts'

/** A habit in a week: the stretches of days it asks something of, that come to their end in this week. */
export type HabitWeek = { schedule: Schedule; start: number; slots: Slot[] }

/** Where and when it is asked: days are the person's. */
export type Asked = { week: Week; today: DateString; zone: string; weekStart: number }

export const habitWeekOf = (habit: HabitRecord, { week, today, zone, weekStart }: Asked): HabitWeek => {
  const start = dayNumber(habit.startDate ?? localDateOf(Date.parse(habit.createdAt), zone))
  const schedule = scheduleOf(habit, { start, weekStart })
  const last = dayNumber(week.end)
  const slots = [...slotsBetween(schedule, dayNumber(week.start), Math.min(last, dayNumber(today)))]
  return { schedule, start, slots: slots.filter(({ to }) => to <= last && to >= start) }
}

/** The days whose logs decide about a week; null when it asks for nothing. A month began before the week. */
export const daysNeeded = ({ slots }: HabitWeek, { week }: Asked): { from: DateString; to: DateString } | null => {
  const first = slots[0]
  return first ? { from: fromDayNumber(first.from), to: week.end } : null
}

/**
 * How much of what was asked for was done: `reached` of `slots`, each between 0 and 1. What is still open, or rests,
 * does not count. `history`: of the days needed.
 */
export const habitResult = (
  habit: HabitRecord,
  { schedule, start, slots }: HabitWeek,
  history: History,
  { week, today }: Asked,
): { name: string; reached: number; slots: number } => {
  const from = slots[0]?.from ?? start
  const days = daysOf(habit, schedule, history, start)
  // The day after the week closes its last slot.
  const until = Math.min(dayNumber(today), dayNumber(week.end) + 1)
  const wanted = new Set(slots.map((slot) => slot.from))
  const counted = outcomes(schedule, { ...days, first: Math.max(days.first, from) }, until).filter(
    ({ slot, state }) => wanted.has(slot.from) && (state === 'met' || state === 'missed'),
  )
  return { name: habit.name, slots: counted.length, reached: counted.reduce((sum, one) => sum + one.reached, 0) }
}
