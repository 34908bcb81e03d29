import type { HabitRecord } from '../habits/habit.fields.ts'
import { daysOf, type History } from '../habits/history.ts'
import { type Schedule, type Slot, scheduleOf, slotsBetween } from '../habits/schedule.ts'
import { outcomes } from '../habits/streak.ts'
import { type DateString, dayNumber, fromDayNumber } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import type { Week } from './weekly-review.ts'

/** A habit in a week: its slots that end in this week. */
export type HabitWeek = { schedule: Schedule; start: number; slots: Slot[] }

/** The week asked for, and the person's today, time zone and first day of the week. */
export type Asked = { week: Week; today: DateString; zone: string; weekStart: number }

export const habitWeekOf = (habit: HabitRecord, { week, today, zone, weekStart }: Asked): HabitWeek => {
  const start = dayNumber(habit.startDate ?? localDateOf(Date.parse(habit.createdAt), zone))
  const schedule = scheduleOf(habit, { start, weekStart })
  const last = dayNumber(week.end)
  const slots = [...slotsBetween(schedule, dayNumber(week.start), Math.min(last, dayNumber(today)))]
  return { schedule, start, slots: slots.filter(({ to }) => to <= last && to >= start) }
}

/** The days whose logs are needed for a week, which may begin before it (a month's slot); null when no slot ends in it. */
export const daysNeeded = ({ slots }: HabitWeek, { week }: Asked): { from: DateString; to: DateString } | null => {
  const first = slots[0]
  return first ? { from: fromDayNumber(first.from), to: week.end } : null
}

/**
 * How much of the habit was done: `reached` of `slots`, each slot counting between 0 and 1. Slots that are open or paused
 * do not count. `history`: that of the days needed.
 */
export const habitResult = (
  habit: HabitRecord,
  { schedule, start, slots }: HabitWeek,
  history: History,
  { week, today }: Asked,
): { name: string; reached: number; slots: number } => {
  const from = slots[0]?.from ?? start
  const days = daysOf(habit, schedule, history, start)
  // A slot counts as over from the day after it, so the week's last slot is judged on the day after the week.
  const until = Math.min(dayNumber(today), dayNumber(week.end) + 1)
  const wanted = new Set(slots.map((slot) => slot.from))
  const counted = outcomes(schedule, { ...days, first: Math.max(days.first, from) }, until).filter(
    ({ slot, state }) => wanted.has(slot.from) && (state === 'met' || state === 'missed'),
  )
  return { name: habit.name, slots: counted.length, reached: counted.reduce((sum, one) => sum + one.reached, 0) }
}
