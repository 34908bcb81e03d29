import type { PlanFacts } from '../facts/plan-facts.ts'
import type { ScheduledTask, UnscheduledTask } from '../plan.schema.ts'
import { isDemanding } from '../solver/objective.ts'
import { type Problem, type Schedule, type Span, shared } from '../solver/problem.ts'

/** What a plan says as a whole, from its own figures. */

export const rationaleOf = (scheduled: ScheduledTask[], unscheduled: UnscheduledTask[], problem: Problem): string => {
  const tasks = new Set(scheduled.map(({ taskId }) => taskId)).size
  if (tasks === 0) return unscheduled.length === 0 ? 'There is nothing to plan.' : 'None of the tasks has a place.'
  const left = unscheduled.length > 0 ? `; ${count(unscheduled.length, 'task')} found no place` : ''
  const peaks = problem.peaks.some((day) => day.length > 0)
    ? ', the most important ones in your peak hours where they fit'
    : ''
  return `${count(tasks, 'task')} planned by priority and due date${peaks}${left}.`
}

export const insightsOf = ({ placed }: Schedule, problem: Problem, { zone }: PlanFacts): string[] => {
  const blocks = [...placed.values()].flat()
  const planned = minutesOf(blocks)
  if (planned === 0) return []
  const working = minutesOf(problem.windows)
  const demanding = problem.tasks.filter((task) => isDemanding(task) && placed.has(task.id))
  const inPeak = demanding
    .flatMap(({ id }) => placed.get(id) ?? [])
    .reduce((sum, block) => sum + problem.peaks.flat().reduce((minutes, peak) => minutes + shared(block, peak), 0), 0)
  const first = Math.min(...blocks.map(({ start }) => start))
  return [
    `${hours(planned)} of focus in ${hours(working)} of working time`,
    ...(demanding.length > 0 && problem.peaks.some((day) => day.length > 0)
      ? [`${hours(inPeak)} of P1 and P2 work in your peak hours`]
      : []),
    `The first block begins ${clock(first, zone)}`,
  ]
}

export const warningsOf = ({ placed }: Schedule, problem: Problem, facts: PlanFacts): string[] => {
  const { tasks, hints, leftOut, notUnderstood } = facts
  const guessed = tasks.filter(
    ({ id, size }) => !size && placed.has(id) && !hints.some((h) => h.taskId === id && h.minutes),
  )
  const due = problem.tasks.filter(({ id, due }) => due !== null && (placed.get(id)?.at(-1)?.end ?? 0) > due)
  const [overdue, late] = [
    due.filter((one) => (one.due ?? 0) <= problem.start),
    due.filter((one) => (one.due ?? 0) > problem.start),
  ]
  const locked = problem.tasks.flatMap((task) => (task.locked ? [{ ...task, span: task.locked }] : []))
  const notLocked = hints.filter((hint) => hint.locked && !locked.some(({ id }) => id === hint.taskId))
  const overlapping = locked.filter(({ span }) => problem.busy.some((event) => shared(span, event) > 0))
  const early = locked.filter(({ dependsOnIds, span }) =>
    dependsOnIds.some((id) => (placed.get(id)?.at(-1)?.end ?? Number.POSITIVE_INFINITY) > span.start),
  )
  return [
    ...(problem.windows.length === 0 ? ['There is no working time left in this range'] : []),
    ...(guessed.length > 0 ? [`${count(guessed.length, 'task')} without a size: 30 minutes were assumed`] : []),
    ...(overdue.length > 0 ? [`${count(overdue.length, 'planned task')} overdue already`] : []),
    ...(late.length > 0 ? [`${count(late.length, 'task')} will be finished after the due date`] : []),
    ...overlapping.map(({ title }) => `"${title}" is locked and overlaps an event`),
    ...early.map(({ title }) => `"${title}" is locked before what it waits for is done`),
    ...(notLocked.length > 0 ? [`${count(notLocked.length, 'task')} could not be locked: no scheduled time`] : []),
    ...notUnderstood.map((text) => `Not understood, and so not held: "${text}"`),
    ...(leftOut > 0 ? [`${count(leftOut, 'less important task')} left out: a plan holds 200`] : []),
  ]
}

const minutesOf = (spans: Span[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0)

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`

const hours = (minutes: number): string => {
  const [whole, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)]
  return [whole > 0 && `${whole} h`, (rest > 0 || whole === 0) && `${rest} min`].filter(Boolean).join(' ')
}

const clock = (minute: number, zone: string): string => {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
  })
  const part = Object.fromEntries(shown.formatToParts(minute * 60_000).map(({ type, value }) => [type, value]))
  return `on ${part.weekday} at ${part.hour}:${part.minute}`
}
