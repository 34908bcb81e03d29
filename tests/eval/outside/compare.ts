import type { ParsedTask } from '../../../lib/domain/ai/core/parse/parse-task.ts'
import { addDays, type DateString } from '../../../lib/domain/time/dates.ts'
import { daysOfRule } from '../../../lib/domain/time/rrule.ts'
import { wallClock } from '../../../lib/domain/time/zone.ts'
import type { ExpectedRecurrence, Phrase } from './phrase.ts'

/** Minutes after midnight, as wide as the sources differ; every product has hours of its own for these words. */
const PARTS: Record<string, [from: number, to: number]> = {
  morning: [4 * 60, 12 * 60],
  afternoon: [12 * 60, 19 * 60],
  evening: [17 * 60, 24 * 60],
  night: [18 * 60, 24 * 60],
}
const OCCURRENCES = 30
/** Thirty times the rarest rule that people name, one of every four years. */
const HORIZON_DAYS = 130 * 366

/** Whether the task says what the source expects, no less and no more. */
export const isAsExpected = (phrase: Phrase, task: ParsedTask, today: DateString, zone: string): boolean => {
  if (phrase.kind === 'recurrence')
    return task.size === null && isSameTime(phrase.at, task, zone) && isSameSeries(phrase, task, today)
  if (task.rrule !== null) return false
  if ('minutes' in phrase) return task.size === phrase.minutes && task.dueDate === null && task.scheduledStart === null
  if (task.size !== null) return false
  if (phrase.kind === 'day') return task.dueDate === phrase.day && task.scheduledStart === null
  return isSameTime(phrase.at, task, zone) && (phrase.day === null || phrase.day === wallOf(task, zone)?.day)
}

const wallOf = ({ scheduledStart }: ParsedTask, zone: string): { day: DateString; minutes: number } | null => {
  if (scheduledStart === null) return null
  const wall = new Date(wallClock(Date.parse(scheduledStart), zone))
  return { day: wall.toISOString().slice(0, 10), minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes() }
}

const isSameTime = (at: string | undefined, task: ParsedTask, zone: string): boolean => {
  const found = wallOf(task, zone)
  if (at === undefined || found === null) return at === undefined && found === null
  const part = PARTS[at]
  if (part) return found.minutes >= part[0] && found.minutes <= part[1]
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  return found.minutes === hours * 60 + minutes
}

/** The same first 30 days, counted from the first day that the task has; which must be one that the source allows. */
const isSameSeries = (expected: ExpectedRecurrence, { rrule, dueDate }: ParsedTask, today: DateString): boolean => {
  if (rrule === null || dueDate === null) return false
  if (!firstDays(expected, expected.from ?? today).includes(dueDate)) return false
  const [wanted, found] = [occurrences(expected.rule, dueDate), occurrences(rrule, dueDate)]
  const common = Math.min(wanted.length, found.length)
  const slack = expected.about ? 2 : 0
  return (
    Math.abs(wanted.length - found.length) <= slack && wanted.slice(0, common).join() === found.slice(0, common).join()
  )
}

/**
 * A rule may begin with its first day or skip it: "every day" is from today or from tomorrow on. Where it has a time,
 * which may be over for today, it may begin tomorrow.
 */
const firstDays = ({ rule, from, at }: ExpectedRecurrence, start: DateString): DateString[] => {
  const next = (day: DateString) => occurrences(rule.replace(/;INTERVAL=\d+/u, ''), day).slice(0, 1)
  if (from) return next(start)
  return [...next(start), ...(at ? next(addDays(start, 1)) : []), ...occurrences(rule, start).slice(0, 2)]
}

export const occurrences = (rule: string, start: DateString): DateString[] =>
  daysOfRule(rule, {
    start,
    from: addDays(start, -1),
    until: addDays(start, HORIZON_DAYS),
    count: OCCURRENCES,
  })
