import { addDays, type DateString, daysBetween } from '../time/dates.ts'
import { daysOfRule } from '../time/rrule.ts'
import { instantOf, wallClock } from '../time/zone.ts'
import type { RecurrenceRule } from './task.fields.ts'
import type { Task } from './task.schema.ts'

/** Rules that yield nothing for this long are over. RFC 5545 rules repeat at the latest every 28 years. */
const HORIZON_DAYS = 40 * 366

/** The RFC 5545 rule of a task, or null when it does not repeat. `start`: the day its series counts from. */
export const ruleText = (task: Task, start: DateString): string | null => {
  if (!task.isRecurring) return null
  if (task.rrule) return task.rrule.replace(/^RRULE:/i, '')
  return task.recurrenceRule && simpleRule(task.recurrenceRule, start)
}

/** {frequency, interval, endDate} as an RRULE. Months too short for the day use their last day, as people expect. */
const simpleRule = ({ frequency, interval, endDate }: RecurrenceRule, start: DateString): string => {
  const day = Number(start.slice(8))
  const month = Number(start.slice(5, 7))
  const clamped = (last: number) =>
    `BYMONTHDAY=${Array.from({ length: last - 27 }, (_, i) => 28 + i).join(',')};BYSETPOS=-1`
  const parts = [`FREQ=${frequency.toUpperCase()}`, `INTERVAL=${interval}`]
  if (frequency === 'Monthly' && day > 28) parts.push(clamped(day))
  if (frequency === 'Yearly' && month === 2 && day === 29) parts.push('BYMONTH=2', clamped(29))
  if (endDate) parts.push(`UNTIL=${endDate.replaceAll('-', '')}T000000Z`)
  return parts.join(';')
}

/** The day a task stands for: its due day, else its scheduled day in `zone`, else null. */
export const dayOf = (task: Task, zone: string): DateString | null => {
  if (task.dueDate) return task.dueDate
  const day = task.scheduledDate ?? task.scheduledStart
  if (!day) return null
  return day.length === 10 ? day : new Date(wallClock(Date.parse(day), zone)).toISOString().slice(0, 10)
}

/**
 * The days on which a task comes up again after `from`, at most `count`. From the due date the rule counts from the
 * series' first day; from completion it counts from `from` itself. COUNT ends either.
 */
export const daysAfter = (task: Task, from: DateString, count: number): DateString[] => {
  const byCompletion = task.repeatFrom === 'completion'
  const start = byCompletion ? from : (task.seriesStart ?? from)
  const text = ruleText(task, start)
  if (!text) return []
  const left = Math.min(count, countOf(text) - (task.occurrence ?? 1))
  const endless = text.replace(/;?COUNT=\d+/i, '').replace(/^;/, '')
  return byCompletion ? chain(endless, from, left) : within(endless, start, from, left)
}

/** How many occurrences a rule has at most. */
const countOf = (text: string): number => Number(/COUNT=(\d+)/i.exec(text)?.[1] ?? Number.POSITIVE_INFINITY)

/**
 * The next day after `from` that is not before `today`, and how many occurrences away it is: where COUNT ends the rule,
 * days that went by count too. Null when there is none.
 */
export const dayNotBefore = (
  task: Task,
  from: DateString,
  today: DateString,
): { day: DateString; steps: number } | null => {
  const [direct] = daysAfter(task, from, 1)
  if (!direct || direct >= today) return direct ? { day: direct, steps: 1 } : null
  const counted = task.repeatFrom === 'dueDate' && countOf(ruleText(task, from) ?? '') < Number.POSITIVE_INFINITY
  const days = counted ? daysAfter(task, from, Number.POSITIVE_INFINITY) : daysAfter(task, addDays(today, -1), 1)
  const index = days.findIndex((day) => day >= today)
  return index < 0 ? null : { day: days[index] as DateString, steps: index + 1 }
}

/** One pass over the rule, from its start to the horizon. */
const within = (text: string, start: DateString, from: DateString, count: number): DateString[] =>
  count <= 0 ? [] : daysOfRule(text, { start, from, until: addDays(from, HORIZON_DAYS), count })

/** Each day counts from the one before, as if every occurrence were completed on its day. */
const chain = (text: string, from: DateString, count: number): DateString[] => {
  const days: DateString[] = []
  for (let at = from; days.length < count; ) {
    const [next] = within(text, at, at, 1)
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
  return own + days * 86_400_000
}
