import type { Context } from '../../../platform/context.ts'
import { invalidField } from '../../../platform/errors.ts'
import { loadMany } from '../../../platform/events/mutate.ts'
import { occurrencesBetween } from '../../calendar/calendar.list.ts'
import { extent } from '../../calendar/occurrences.ts'
import { mirrorPartOf } from '../../calendar/sync/mirrored-row.ts'
import { readTasksByStatus } from '../../tasks/task.repository.ts'
import type { Task } from '../../tasks/task.schema.ts'
import { TASK } from '../../tasks/task.ts'
import { addDays, type DateString, daysBetween } from '../../time/dates.ts'
import { localDateOf, startOfDay } from '../../time/zone.ts'
import { MAX_DAYS, MAX_TASKS, type PlanDay } from '../plan.schema.ts'
import type { PlannerSettings } from '../settings/planner-settings.fields.ts'
import { readPlannerSettings } from '../settings/planner-settings.service.ts'
import { patchedSettings } from '../settings/planner-settings.ts'
import type { TextConstraint } from './constraint.schema.ts'

/** What a plan rests on, without the clock: only what the solver and its explanations need. */
export type PlanFacts = {
  first: DateString
  days: number
  zone: string
  settings: PlannerSettings
  tasks: KnownTask[]
  /** Open tasks that are not planned here, and that planned ones wait for. */
  openElsewhere: { id: string; title: string }[]
  /** Busy events, in epoch ms. */
  events: { id: string; title: string; from: number; to: number }[]
  hints: NonNullable<PlanDay['tasks']>
  /** What was asked for in words, and parts of it that were not understood. */
  constraints: TextConstraint[]
  notUnderstood: string[]
  /** Chosen tasks that do not exist. */
  unknown: string[]
  /** Open tasks beyond those that fit one plan. */
  leftOut: number
}

const KNOWN = [
  'id',
  'title',
  'priority',
  'status',
  'size',
  'dueDate',
  'scheduledDate',
  'scheduledStart',
  'scheduledEnd',
  'dependsOnIds',
] as const
export type KnownTask = Pick<Task, (typeof KNOWN)[number]> & { planned: boolean }

/** The statuses that are planned when no tasks are chosen: what is blocked or on hold waits for the person. */
const STARTABLE = ['In Progress', 'Not Started'] as const

/** Reads everything a plan rests on: a handful of queries. @throws 400 naming endDate or a preference. */
export const factsFor = async (ctx: Context, input: PlanDay): Promise<PlanFacts> => {
  const stored = await readPlannerSettings(ctx)
  const zone = stored.timeZone
  const first = input.date ?? localDateOf(ctx.now(), zone)
  const days = daysBetween(first, input.endDate ?? first) + 1
  if (days < 1) throw invalidField('endDate', 'Must not be before date')
  if (days > MAX_DAYS) throw invalidField('endDate', `A plan has at most ${MAX_DAYS} days`)
  const asked = { from: startOfDay(first, zone), to: startOfDay(addDays(first, days), zone), zone }
  const [chosen, occurrences] = await Promise.all([tasksOf(ctx, input), occurrencesBetween(ctx, asked)])
  const known = new Set(chosen.tasks.map(({ id }) => id))
  const others = [...new Set(chosen.tasks.flatMap(({ dependsOnIds }) => dependsOnIds))].filter((id) => !known.has(id))
  const openElsewhere = (await loadMany(ctx, TASK, others)).filter(({ status }) => !isFinished(status))
  return {
    first,
    days,
    zone,
    settings: input.preferences ? patchedSettings(bare(stored), input.preferences) : bare(stored),
    tasks: chosen.tasks.map(knownOf),
    openElsewhere: openElsewhere.map(({ id, title }) => ({ id, title })),
    // The block of a task in a calendar is no event that is in its way.
    events: occurrences
      .filter((one) => one.busy && !known.has(mirrorPartOf(one).taskId ?? ''))
      .map((one) => ({ id: one.id, title: one.title, ...extent(one, zone) })),
    hints: input.tasks ?? [],
    constraints: [],
    notUnderstood: [],
    unknown: (input.taskIds ?? []).filter((id) => !known.has(id)),
    leftOut: chosen.leftOut,
  }
}

export const isFinished = (status: Task['status']): boolean => status === 'Done' || status === 'Cancelled'

const bare = ({
  timeZone: _,
  version: __,
  ...settings
}: Awaited<ReturnType<typeof readPlannerSettings>>): PlannerSettings => settings

const knownOf = (task: Task): KnownTask => ({
  ...(Object.fromEntries(KNOWN.map((name) => [name, task[name]])) as Pick<Task, (typeof KNOWN)[number]>),
  planned: task.aiContext !== null && task.scheduledStart !== null,
})

const tasksOf = async (ctx: Context, { taskIds }: PlanDay): Promise<{ tasks: Task[]; leftOut: number }> => {
  if (taskIds) return { tasks: await loadMany(ctx, TASK, taskIds), leftOut: 0 }
  const open = (await Promise.all(STARTABLE.map((status) => readTasksByStatus(ctx, status)))).flat()
  const important = [...open].sort((a, b) => rank(a).localeCompare(rank(b)) || (a.id < b.id ? -1 : 1))
  return { tasks: important.slice(0, MAX_TASKS), leftOut: Math.max(0, open.length - MAX_TASKS) }
}

/** What is due and important comes first, where there is more than one plan holds. */
const rank = ({ priority, dueDate }: Task): string => `${priority} ${dueDate ?? '~'}`
