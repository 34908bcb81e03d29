import { MINUTE_MS } from '../../../platform/units.ts'
import { addDays, type DateString, isoWeekday } from '../../time/dates.ts'
import { startOfDay } from '../../time/zone.ts'
import type { DaySpan, PlannerSettings } from '../settings/planner-settings.fields.ts'
import { withoutSpan } from '../solver/free-time.ts'
import { type PlannerTask, type Problem, type Span, shared, type Window } from '../solver/problem.ts'
import { datesOf, isMeeting, wallTime } from './constraints.ts'
import { isFinished, type KnownTask, type PlanFacts } from './plan-facts.ts'

const DEFAULT_MINUTES = 30
const SHORTEST = 5
/** Plans begin on a full five minutes. */
const GRID = 5

/** The solver's problem: everything in minutes, nothing before `now` (epoch ms). Finished tasks are left out. */
export const problemOf = (facts: PlanFacts, now: number): Problem => {
  const { first, days, zone, settings } = facts
  const soonest = Math.ceil(now / MINUTE_MS / GRID) * GRID
  const start = Math.max(minute(startOfDay(first, zone)), soonest)
  const end = Math.max(start, minute(startOfDay(addDays(first, days), zone)))
  const dates = datesOf(facts)
  const allWindows = dates
    .flatMap((date, day) => workingOn(date, zone, settings).map((span) => ({ ...span, day })))
    .flatMap((window) => clipped(window, start))
  const open = facts.tasks.filter(({ status }) => !isFinished(status))
  const planned = new Set(open.map(({ id }) => id))
  return {
    start,
    end,
    days,
    windows: askedTimes(facts, 'keepFree').reduce((rest, span) => withoutSpan(rest, span.start, span.end), allWindows),
    allWindows,
    peaks: dates.map((date) => settings.peakHours.flatMap((span) => spanOn(date, span, zone))),
    busy: facts.events.map(({ id, title, from, to }) => ({
      id,
      title,
      start: Math.floor(from / MINUTE_MS),
      end: Math.ceil(to / MINUTE_MS),
    })),
    tasks: open.map((task) => taskOf(task, facts, planned)),
    rules: {
      buffer: settings.bufferMinutes,
      maxFocus: Math.round(settings.maxFocusHours * 60),
      minBlock: settings.minBlockMinutes,
      maxBlock: settings.maxBlockMinutes,
    },
  }
}

const minute = (epochMs: number): number => Math.ceil(epochMs / MINUTE_MS)

const clipped = (window: Window, start: number): Window[] =>
  window.end > start ? [{ ...window, start: Math.max(window.start, start) }] : []

/** Working hours of a day, less the breaks. A part that daylight saving skips is not there. */
const workingOn = (date: DateString, zone: string, { workingHours, breaks }: PlannerSettings): Span[] => {
  const weekday = String(isoWeekday(date)) as keyof PlannerSettings['workingHours']
  const pauses = breaks.flatMap((span) => spanOn(date, span, zone))
  return workingHours[weekday]
    .flatMap((span) => spanOn(date, span, zone))
    .flatMap((span) => pauses.reduce((rest, pause) => rest.flatMap((one) => cut(one, pause)), [span]))
}

const cut = (span: Span, pause: Span): Span[] =>
  shared(span, pause) === 0
    ? [span]
    : [
        { start: span.start, end: pause.start },
        { start: pause.end, end: span.end },
      ].filter(({ start, end }) => end > start)

const spanOn = (date: DateString, { start, end }: DaySpan, zone: string): Span[] => {
  const span = { start: wall(date, start, zone), end: wall(date, end, zone) }
  return span.end > span.start ? [span] : []
}

const wall = (date: DateString, time: string, zone: string): number => minute(wallTime(date, time, zone))

/** The times of a kind that were asked for in words. */
const askedTimes = ({ constraints, zone }: PlanFacts, kind: 'keepFree' | 'noMeetings'): Span[] =>
  constraints
    .filter((one) => one.kind === kind)
    .flatMap(({ dates, start = '00:00', end = '24:00' }) => dates.flatMap((date) => spanOn(date, { start, end }, zone)))

/** Between what, in words, a task has to lie. */
const askedBounds = ({ constraints, zone }: PlanFacts, id: string): { from: number[]; until: number[] } => {
  const own = constraints.filter(({ kind, taskId }) => kind === 'task' && taskId === id)
  return {
    from: own.flatMap(({ dates: [first], start = '00:00' }) => (first ? [wall(first, start, zone)] : [])),
    until: own.flatMap(({ dates, end = '24:00' }) => {
      const last = dates.at(-1)
      return last ? [wall(last, end, zone)] : []
    }),
  }
}

const taskOf = (task: KnownTask, facts: PlanFacts, planned: Set<string>): PlannerTask => {
  const { zone, hints, openElsewhere } = facts
  const hint = hints.find(({ taskId }) => taskId === task.id)
  const due = task.dueDate ? endOf(task.dueDate, zone) : null
  const deadlines = [hint?.deadline ? endOf(hint.deadline, zone) : null, hint?.dueIsHard ? due : null]
  const asked = askedBounds(facts, task.id)
  const given = [...deadlines.filter((one) => one !== null), ...asked.until]
  const { scheduledStart, scheduledEnd } = task
  const span =
    scheduledStart && scheduledEnd ? { start: begin(scheduledStart, zone), end: begin(scheduledEnd, zone) } : null
  const locked = hint?.locked && span && span.end > span.start ? span : null
  return {
    id: task.id,
    title: task.title,
    minutes: locked ? locked.end - locked.start : minutesOf(task, hint?.minutes),
    priority: task.priority,
    due,
    deadline: given.length > 0 ? Math.min(...given) : null,
    earliest: latestOf([earliestOf(task, hint?.startAfter, zone), ...asked.from]),
    dependsOnIds: task.dependsOnIds.filter((id) => planned.has(id)),
    waitsFor: task.dependsOnIds.filter((id) => openElsewhere.some((other) => other.id === id)),
    avoid: isMeeting(task.title) ? askedTimes(facts, 'noMeetings') : [],
    previousStart: task.planned && scheduledStart ? begin(scheduledStart, zone) : null,
    locked,
  }
}

const latestOf = (moments: (number | null)[]): number | null => {
  const known = moments.filter((one) => one !== null)
  return known.length > 0 ? Math.max(...known) : null
}

const minutesOf = ({ size }: KnownTask, hint: number | undefined): number =>
  Math.max(SHORTEST, Math.round(hint ?? (size || DEFAULT_MINUTES)))

/**
 * Not before its scheduled day, nor before a start that the person set. A start that an earlier plan gave it (it has an
 * explanation then) binds nothing: it is only a little better to stay there.
 */
const earliestOf = (
  { scheduledDate, scheduledStart, planned }: KnownTask,
  startAfter: string | undefined,
  zone: string,
): number | null => {
  const bounds = [startAfter, scheduledDate, planned ? null : scheduledStart]
  return latestOf(bounds.map((one) => (one ? begin(one, zone) : null)))
}

const begin = (text: string, zone: string): number =>
  minute(text.length === 10 ? startOfDay(text, zone) : Date.parse(text))

/** The end of a day, or an instant. */
const endOf = (text: string, zone: string): number =>
  Math.floor((text.length === 10 ? startOfDay(addDays(text, 1), zone) : Date.parse(text)) / MINUTE_MS)
