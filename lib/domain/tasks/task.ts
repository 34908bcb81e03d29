import { isDeepStrictEqual } from 'node:util'
import { conflict, entityRef, invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { sk, tasksByStatus } from '../../platform/table/keys.ts'
import { DAY_MS } from '../../platform/units.ts'
import { blankOf, defaultsOf, newEntity, sent } from '../entity-fields.ts'
import { areaRelation } from '../links/area-relation.ts'
import type { Moment } from '../time/moment.ts'
import { localDateOf } from '../time/zone.ts'
import { pointsFor } from './points.ts'
import { dayNotBefore, dayOf, daysAfter, movedDates } from './recurrence.ts'
import { MAX_DEPENDENCIES, taskFields } from './task.fields.ts'
import type { Task } from './task.schema.ts'
import type { CreateTask, UpdateTask } from './task-input.schema.ts'

export const TASK: Kind<Task> = {
  name: 'task',
  label: 'Task',
  title: 'title',
  text: ['description', 'notes', 'labels', 'extendedDescription'],
  defaults: defaultsOf(taskFields),
  index: ({ userId, status, dueDate, id }) => ({
    GSI1PK: tasksByStatus.pk(userId, status),
    GSI1SK: tasksByStatus.sk(dueDate, id),
  }),
  backlinkRows: (id) => [sk.dependents(id)],
  withoutPay: ({ pointsPaid }) => (pointsPaid === null ? {} : { pointsAwarded: false, pointsPaid: null }),
  relations: [
    linkRelation('task', 'goalIds', 'goal', 'Goal', {
      summary: ({ status, completedDate }) => ({ done: status === 'Done', at: completedDate }),
    }),
    linkRelation('task', 'projectIds', 'project', 'Project'),
    { ...linkRelation<Task>('task', 'parentTaskId', 'task', 'Parent task'), acyclic: true },
    {
      field: 'dependsOnIds',
      target: 'task',
      label: 'Task',
      max: MAX_DEPENDENCIES,
      rows: (taskId, on) => [sk.dependency(taskId, on), sk.dependent(on, taskId)],
      acyclic: true,
    },
    areaRelation('task'),
  ],
}

/** A decided change of a task, what it pays (negative: takes back), and the next occurrence it brings. */
export type Outcome = { changes: Change[]; task: Task; points: number }

export const newTask = (userId: string, id: string, input: CreateTask, { now, zone }: Moment): Task => {
  const task = settled({ ...blankOf(taskFields), ...sent(input), ...newEntity(userId, id, now) }, zone, now)
  return task.status === 'Done'
    ? { ...task, ...paid(task, input.completedDate ?? null, now) }
    : { ...task, completedDate: null }
}

export const createTask = (task: Task, now: number): Outcome => {
  const change = create(TASK, task, now)
  return { changes: [change], task: change.after, points: task.pointsPaid ?? 0 }
}

/**
 * Applies a patch. Becoming Done pays once and, in a series, creates the next occurrence with the id `nextId`;
 * leaving Done takes back exactly what was paid. `next`: the occurrence this one created, when it exists untouched.
 */
export const changeTask = (
  before: Task,
  patch: UpdateTask,
  moment: Moment,
  nextId: () => string,
  next: Task | null,
): Outcome => {
  const { status, ...rest } = sent(patch)
  const anchor = SERIES.some((name) => name in rest && !isDeepStrictEqual(rest[name], before[name]))
    ? { seriesStart: null }
    : {}
  const retimed = 'scheduledStart' in rest && rest.scheduledStart !== before.scheduledStart ? { seriesTime: null } : {}
  const rescheduled = SCHEDULE.some((name) => name in rest && rest[name] !== before[name]) ? { scheduledBy: null } : {}
  const target = settled(
    { ...before, ...rest, ...anchor, ...retimed, ...rescheduled, status: status ?? before.status },
    moment.zone,
    moment.now,
  )
  if (before.status !== 'Done' && target.status === 'Done')
    return complete(before, target, patch.completedDate ?? null, moment, nextId)
  if (before.status === 'Done' && target.status !== 'Done') return reopen(before, target, moment, next)
  const completedDate = target.status === 'Done' ? (target.completedDate ?? before.completedDate) : null
  return outcome(update(TASK, before, { ...target, completedDate }, moment.now), before, 0)
}

/** Times that the planner sets: a person who changes one of them has scheduled the task. */
const SCHEDULE = ['scheduledStart', 'scheduledEnd'] as const

/** A change of one of these starts the rule anew, from the task's day. */
const SERIES = ['dueDate', 'isRecurring', 'recurrenceRule', 'rrule', 'repeatFrom'] as const

const complete = (
  before: Task,
  target: Task,
  completedDate: string | null,
  moment: Moment,
  nextId: () => string,
): Outcome => {
  const done = { ...target, ...paid(target, completedDate, moment.now) }
  const following = nextOccurrence(done, moment, nextId)
  const patch = following
    ? {
        ...done,
        nextTaskId: following.id,
        seriesId: following.seriesId,
        seriesStart: following.seriesStart,
        occurrence: done.occurrence ?? 1,
      }
    : done
  const change = outcome(update(TASK, before, patch, moment.now, 'completed'), before, done.pointsPaid ?? 0)
  return following
    ? { ...change, changes: [...change.changes, create(TASK, following, moment.now, 'repeated')] }
    : change
}

/** Reopening takes the next occurrence back while nobody has touched it; else the series goes on without this one. */
const reopen = (before: Task, target: Task, moment: Moment, next: Task | null): Outcome => {
  const kept = before.nextTaskId !== null && next === null
  const patch = {
    ...target,
    completedDate: null,
    pointsAwarded: false,
    pointsPaid: null,
    nextTaskId: null,
    ...(kept && { isRecurring: false }),
  }
  return outcome(update(TASK, before, patch, moment.now, 'reopened'), before, -(before.pointsPaid ?? 0))
}

/** Moves an open recurring task to its next day that is not in the past; the missed ones are passed over. */
export const skipOccurrence = (before: Task, { now, zone }: Moment): Outcome => {
  if (!before.isRecurring || before.status === 'Done')
    throw conflict('Only an open recurring task can be skipped', {
      type: 'wrong_state',
      loc: ['task', before.isRecurring ? 'status' : 'isRecurring'],
      entity: entityRef(TASK, before),
    })
  const today = localDateOf(now, zone)
  const from = dayOf(before, zone) ?? today
  const next = dayNotBefore(before, from, today, zone)
  if (!next)
    throw conflict('This was the last occurrence', {
      type: 'limit_reached',
      loc: ['task', 'recurrenceRule'],
      entity: entityRef(TASK, before),
    })
  const patch = {
    ...movedDates(before, next.day, zone),
    seriesStart: before.seriesStart ?? from,
    occurrence: (before.occurrence ?? 1) + next.steps,
    aiContext: null,
    scheduledBy: null,
  }
  return outcome(update(TASK, before, patch, now, 'skipped'), before, 0)
}

/** The occurrence after a completed one: the same task on its next day, untouched by what happened to this one. */
const nextOccurrence = (done: Task, { now, zone }: Moment, nextId: () => string): Task | null => {
  if (!done.isRecurring) return null
  const completed = localDateOf(Date.parse(done.completedDate ?? new Date(now).toISOString()), zone)
  const from = done.repeatFrom === 'completion' ? completed : (dayOf(done, zone) ?? completed)
  const seriesStart = done.seriesStart ?? dayOf(done, zone) ?? completed
  const [day] = daysAfter({ ...done, seriesStart }, from, 1, zone)
  if (!day) return null
  const fresh = {
    status: 'Not Started',
    completedDate: null,
    actualMinutes: null,
    aiContext: null,
    scheduledBy: null,
    pointsAwarded: null,
    pointsPaid: null,
    dependsOnIds: [],
    nextTaskId: null,
  } as const
  const series = { seriesId: done.seriesId ?? done.id, seriesStart, occurrence: (done.occurrence ?? 1) + 1 }
  return { ...done, ...fresh, dependsOnIds: [], ...movedDates(done, day, zone), ...series, id: nextId() }
}

const paid = (task: Task, completedDate: string | null, now: number) => ({
  status: 'Done' as const,
  completedDate: completedDate ?? new Date(now).toISOString(),
  pointsAwarded: true,
  pointsPaid: pointsFor(task),
})

/** Rules that hold for every stored task, whatever was sent. @throws 400 naming the field. */
const settled = (task: Task, zone: string, now: number): Task => {
  if (task.isRecurring && !task.rrule && !task.recurrenceRule)
    throw invalidField('recurrenceRule', 'A recurring task needs a recurrenceRule or an rrule')
  if (task.scheduledStart && task.scheduledEnd && task.scheduledEnd < task.scheduledStart)
    throw invalidField('scheduledEnd', 'Must not be before scheduledStart')
  if (task.completedDate && Date.parse(task.completedDate) > now + DAY_MS)
    throw invalidField('completedDate', 'Must not be in the future')
  if (task.parentTaskId === task.id) throw invalidField('parentTaskId', 'A task cannot be its own parent')
  if (!task.isRecurring) return task
  const start = task.seriesStart ?? dayOf(task, zone)
  return task.repeatFrom === 'dueDate' && start ? { ...task, seriesStart: start } : task
}

const outcome = (change: Change<Task> | null, before: Task, points: number): Outcome => ({
  changes: change ? [change] : [],
  task: change?.after ?? before,
  points,
})
