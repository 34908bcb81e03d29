import type { HabitRecord, Pause } from '../../../habits/habit.fields.ts'
import { addDays, type DateString, startOfWeek } from '../../../time/dates.ts'
import { formatRule, type Rule } from '../../../time/rrule-text.ts'
import { localDateOf } from '../../../time/zone.ts'
import { ruleDays } from '../../occurrences.ts'
import type { IcsEvent } from '../ics-event.ts'
import { feedEvent } from './blank-event.ts'

type Habit = HabitRecord & { id: string; version: number; createdAt: string; updatedAt: string }

/**
 * The days on which an active habit is asked for, as an all-day series that leaves the time free: once a week or month, on
 * its first day, where the days are left open. Pauses are left out; null for a habit that is not active.
 */
export const habitEvent = (habit: Habit, { zone, weekStart }: { zone: string; weekStart: number }): IcsEvent | null => {
  if (habit.status !== 'Active') return null
  const begin = habit.startDate ?? localDateOf(Date.parse(habit.createdAt), zone)
  const paused = habit.pauses.find(({ endDate }) => endDate === null)
  const rule = { ...ruleOf(habit, weekStart), until: paused && addDays(paused.startDate, -1) }
  const start = firstDay(rule, begin, weekStart)
  if (rule.until && rule.until < start) return null
  const event = feedEvent(habit, 'habit', {
    summary: habit.name,
    description: habit.description,
    start,
    end: addDays(start, 1),
    timeZone: zone,
    rrule: formatRule(rule),
    transparency: 'free',
  })
  return { ...event, exdates: habit.pauses.flatMap((pause) => pausedDays(event, pause)) }
}

const ruleOf = (habit: HabitRecord, weekStart: number): Rule => {
  const { weekdays, everyNDays, frequency, dailyTarget, weeklyTarget, monthlyTarget } = habit
  if (weekdays.length > 0) return { freq: 'WEEKLY', byDay: weekdays.map((weekday) => ({ weekday })) }
  if (everyNDays !== null && everyNDays > 1) return { freq: 'DAILY', interval: everyNDays }
  const isOpen = frequency !== 'Monthly' && frequency !== 'Weekly' && dailyTarget === null
  if (frequency === 'Weekly' || (isOpen && weeklyTarget !== null))
    return { freq: 'WEEKLY', byDay: [{ weekday: weekStart }] }
  if (frequency === 'Monthly' || (isOpen && monthlyTarget !== null)) return { freq: 'MONTHLY', byMonthDay: [1] }
  return { freq: 'DAILY' }
}

/** The first day of the rule from the beginning on: a series begins with one of its days. */
const firstDay = (rule: Rule, begin: DateString, weekStart: number): DateString => {
  const { freq, byDay = [] } = rule
  if (freq === 'MONTHLY')
    return begin.endsWith('-01') ? begin : `${addDays(`${begin.slice(0, 7)}-28`, 4).slice(0, 7)}-01`
  const isNamed = (day: DateString) =>
    byDay.length === 0 || byDay.some(({ weekday }) => startOfWeek(day, weekday) === day)
  return [0, 1, 2, 3, 4, 5, 6].map((later) => addDays(begin, later)).find(isNamed) ?? startOfWeek(begin, weekStart)
}

const MOST_DAYS = 366

const pausedDays = (event: IcsEvent, { startDate, endDate }: Pause): DateString[] => {
  if (endDate === null) return []
  const last = addDays(startDate, MOST_DAYS)
  return ruleDays(event, startDate, endDate < last ? endDate : last)
}
