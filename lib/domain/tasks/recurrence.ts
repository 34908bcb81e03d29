import { DAY_MS } from '../../platform/units.ts'
import { addDays, type DateString, daysBetween } from '../time/dates.ts'
import { daysOfRule } from '../time/rrule.ts'
import { parseRule, type Rule } from '../time/rrule-text.ts'
import { instantOf, localDateOf, wallClock } from '../time/zone.ts'
import type { RecurrenceRule } from './task.fields.ts'
import type { Task } from './task.schema.ts'

/** Rules that yield nothing for this long are over. RFC 5545 rules repeat at the latest every 28 years. */
const HORIZON_DAYS = 40 * 366

/** The rule of a task in a zone, or null when it does not repeat. `start`: the day its series counts from. */
const ruleOf = (task: Task, start: DateString, zone: string): Rule | null => {
  if (!task.isRecurring) return null
  const rule = task.rrule ? parseRule(task.rrule) : task.recurrenceRule && simpleRule(task.recurrenceRule, start)
  return rule && withLastDay(rule, zone)
}

const FREQUENCY_OF = { Daily: 'DAILY', Weekly: 'WEEKLY', Monthly: 'MONTHLY', Yearly: 'YEARLY' } as const

/** {frequency, interval, endDate} as a rule. Months too short for the day use their last day, as people expect. */
const simpleRule = ({ frequency, interval, endDate }: RecurrenceRule, start: DateString): Rule => {
  const day = Number(start.slice(8))
  const month = Number(start.slice(5, 7))
  const clamped = (last: number) => ({
    byMonthDay: Array.from({ length: last - 27 }, (_, i) => 28 + i),
    bySetPos: [-1],
  })
  return {
    freq: FREQUENCY_OF[frequency],
    interval,
    ...(frequency === 'Monthly' && day > 28 && clamped(day)),
    ...(frequency === 'Yearly' && month === 2 && day === 29 && { byMonth: [2], ...clamped(29) }),
    ...(endDate && { until: endDate }),
  }
}

/**
 * The rule with an UNTIL that is an instant as the person's day at that instant. Midnight in UTC stands for the day it
 * names: many programs write a last day like this.
 */
const withLastDay = (rule: Rule, zone: string): Rule =>
  rule.until?.endsWith('Z') && !rule.until.endsWith('T00:00:00Z')
    ? { ...rule, until: localDateOf(Date.parse(rule.until), zone) }
    : rule

/** The day a task stands for: its due day, else its scheduled day in `zone`, else null. */
export const dayOf = (task: Task, zone: string): DateString | null => {
  if (task.dueDate) return task.dueDate
  const day = task.scheduledDate ?? task.scheduledStart
  if (!day) return null
  return day.length === 10 ? day : new Date(wallClock(Date.parse(day), zone)).toISOString().slice(0, 10)
}

/**
 * The days in `zone` on which a task comes up again after `from`, at most `count`. From the due date the rule counts from
 * the series' first day; from completion it counts from `from` itself. COUNT ends either.
 */
export const daysAfter = (task: Task, from: DateString, count: number, zone: string): DateString[] => {
  const byCompletion = task.repeatFrom === 'completion'
  const start = byCompletion ? from : (task.seriesStart ?? from)
  const rule = ruleOf(task, start, zone)
  if (!rule) return []
  const left = Math.min(count, countOf(rule) - (task.occurrence ?? 1))
  const uncounted = { ...rule, count: undefined }
  return byCompletion ? chain(uncounted, from, left) : daysFrom(uncounted, start, from, left)
}

/** How many occurrences a rule has at most. */
const countOf = (rule: Rule | null): number => rule?.count ?? Number.POSITIVE_INFINITY

/**
 * The next day after `from` that is not before `today`, and how many occurrences away it is: where COUNT ends the rule,
 * days that went by count too. Null when there is none.
 */
export const dayNotBefore = (
  task: Task,
  from: DateString,
  today: DateString,
  zone: string,
): { day: DateString; steps: number } | null => {
  const [direct] = daysAfter(task, from, 1, zone)
  if (!direct || direct >= today) return direct ? { day: direct, steps: 1 } : null
  const counted = task.repeatFrom === 'dueDate' && countOf(ruleOf(task, from, zone)) < Number.POSITIVE_INFINITY
  const days = counted
    ? daysAfter(task, from, Number.POSITIVE_INFINITY, zone)
    : daysAfter(task, addDays(today, -1), 1, zone)
  const index = days.findIndex((day) => day >= today)
  return index < 0 ? null : { day: days[index] as DateString, steps: index + 1 }
}

/** One pass over the rule, from its start to the horizon. */
const daysFrom = (rule: Rule, start: DateString, from: DateString, count: number): DateString[] =>
  daysOfRule(rule, { start, from, until: addDays(from, HORIZON_DAYS), count })

/** Each day counts from the one before, as if every occurrence were completed on its day. */
const chain = (rule: Rule, from: DateString, count: number): DateString[] => {
  const days: DateString[] = []
  for (let at = from; days.length < count; ) {
    const [next] = daysFrom(rule, at, at, 1)
    if (!next) break
    days.push(next)
    at = next
  }
  return days
}

/**
 * What moves when a task moves from one day to another: days by days, instants keep their wall clock in `zone`. A block
 * keeps its length, also where daylight saving skips or repeats a part of it. A start that is skipped on that day is
 * remembered as `seriesTime`, and the next move goes back to it.
 */
export const movedDates = (
  task: Task,
  to: DateString,
  zone: string,
): Pick<Task, 'dueDate' | 'scheduledDate' | 'scheduledStart' | 'scheduledEnd' | 'seriesTime'> => {
  const from = dayOf(task, zone)
  const days = from ? daysBetween(from, to) : 0
  const move = (value: string | null) =>
    value && (value.length === 10 ? addDays(value, days) : movedInstant(value, days, zone))
  const { scheduledStart: start, scheduledEnd: end } = task
  const wall = start && movedWall(start, days, zone, task.seriesTime)
  const instant = wall && instantOf(wall, zone)
  const length = start && end ? Date.parse(end) - Date.parse(start) : null
  return {
    dueDate: task.dueDate || !from ? to : null,
    scheduledDate: move(task.scheduledDate),
    scheduledStart: instant ? new Date(instant).toISOString() : null,
    scheduledEnd: instant && length !== null ? new Date(instant + length).toISOString() : move(end),
    seriesTime:
      wall && instant && wallClock(instant, zone) !== wall ? new Date(wall).toISOString().slice(11, 19) : null,
  }
}

/** The same wall clock in `zone`, so many days later, whatever daylight saving did in between. */
export const movedInstant = (instant: string, days: number, zone: string): string =>
  new Date(instantOf(movedWall(instant, days, zone), zone)).toISOString()

/** The wall clock so many days later; `time` (HH:MM:SS) stands for the one of that day when it is given. */
const movedWall = (instant: string, days: number, zone: string, time: string | null = null): number => {
  const wall = wallClock(Date.parse(instant), zone)
  const own = time ? Date.parse(`${new Date(wall).toISOString().slice(0, 10)}T${time}Z`) : wall
  return own + days * DAY_MS
}
