import { type DateString, dayNumber } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import type { HabitRecord } from './habit.fields.ts'
import { daysOf, type History } from './history.ts'
import { scheduleOf } from './schedule.ts'
import type { HabitStats, HabitToday } from './stats.schema.ts'
import { type Outcome, outcomeOf, outcomes, streakOf } from './streak.ts'
import { strengthOf } from './strength.ts'

/** The person's day, and how they count them: IANA zone, first weekday (1 = Monday … 7 = Sunday). */
export type Calendar = { today: DateString; zone: string; weekStart: number }

/** The first day a habit is asked for. */
export const firstDay = ({ startDate, createdAt }: HabitRecord, zone: string): DateString =>
  startDate ?? localDateOf(Date.parse(createdAt), zone)

const WINDOW = 30

/**
 * All figures of a habit, from what is logged for which day alone: when it was logged changes nothing.
 * Consistency (docs/formulas.md): 70 × rate + 20 × min(1, logs in 30 days / 15) + min(10, streak days / 30 × 10).
 * `since`: the first day that the history covers, where that is not all of it.
 */
export const statsOf = (habit: HabitRecord, history: History, calendar: Calendar, since = '0000-01-01'): HabitStats => {
  const today = dayNumber(calendar.today)
  const start = dayNumber(firstDay(habit, calendar.zone))
  const schedule = scheduleOf(habit, { start, weekStart: calendar.weekStart })
  const days = daysOf(habit, schedule, history, Math.max(start, dayNumber(since)))
  const slots = outcomes(schedule, days, today)
  const streak = streakOf(slots, days, today)
  const logged = history.logs.map(({ date }) => date).filter((date) => date <= calendar.today)
  const inLast = (count: number) => logged.filter((date) => dayNumber(date) > today - count).length
  const last30Days = inLast(WINDOW)
  const completionRate = rateOf(slots.filter(({ slot }) => slot.to > today - WINDOW))
  const streakPart = Math.min(10, (streak.days / 30) * 10)
  return {
    total: logged.length,
    last7Days: inLast(7),
    last30Days,
    currentStreak: streak.current,
    longestStreak: streak.longest,
    streakUnit: schedule.unit,
    streakDays: streak.days,
    completionRate: rounded(completionRate),
    consistency: rounded(Math.min(100, 70 * completionRate + 20 * Math.min(1, last30Days / 15) + streakPart)),
    strength: rounded(strengthOf(schedule, days, today)),
    lastLoggedDate: logged.reduce<DateString | null>((last, date) => (last && last > date ? last : date), null),
  }
}

/** What was reached of what was asked for, 0 to 1: slots that rest do not count, nor one that is open and not met. */
const rateOf = (slots: Outcome[]): number => {
  const counted = slots.filter(({ state }) => state === 'met' || state === 'missed')
  return counted.length === 0 ? 0 : counted.reduce((sum, { reached }) => sum + reached, 0) / counted.length
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

/** A habit on the person's day; null when it asks for nothing then and nothing was logged. Needs the slot's history. */
export const todayOf = (habit: HabitRecord, history: History, calendar: Calendar): HabitToday | null => {
  const today = dayNumber(calendar.today)
  const start = dayNumber(firstDay(habit, calendar.zone))
  const schedule = scheduleOf(habit, { start, weekStart: calendar.weekStart })
  const days = daysOf(habit, schedule, history, start)
  const slot = schedule.slotOf(today)
  const asleep = !slot || today < start || days.paused(today) || habit.status !== 'Active'
  if (asleep && !days.logged(today)) return null
  const outcome = slot && outcomeOf(slot, schedule, days, today)
  const completed = days.logged(today) && days.share(today) >= 1
  return {
    habitId: habit.id,
    name: habit.name,
    date: calendar.today,
    completed,
    due: !asleep && !completed && !days.skipped(today) && outcome?.state === 'open',
    skipped: days.skipped(today),
    amount: history.logs.find(({ date }) => date === calendar.today)?.amount ?? null,
    target: habit.dailyTarget,
    unit: schedule.unit,
    done: rounded(outcome?.worth ?? 0),
    asked: rounded(Math.max(0, outcome?.asked ?? 0)),
  }
}
