import type { Context } from '../../platform/context.ts'
import { remove } from '../../platform/events/change.ts'
import type { Transaction } from '../../platform/events/commit.ts'
import { find, load, mutate, untilCommitted } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { replacementOf } from '../entity-fields.ts'
import { backlinksOf } from '../links/backlinks.ts'
import { acyclicEdge } from '../links/graph.ts'
import { loadProfile } from '../profile/profile.service.ts'
import type { Moment } from '../time/moment.ts'
import { localDateOf } from '../time/zone.ts'
import { book } from '../wallet/ledger.ts'
import { dayOf, daysAfter, movedDates } from './recurrence.ts'
import { taskFields } from './task.fields.ts'
import type { Task } from './task.schema.ts'
import { changeTask, createTask as create, newTask, type Outcome, skipOccurrence, TASK } from './task.ts'
import type { CreateTask, UpdateTask } from './task-input.schema.ts'

export const createTask = (ctx: Context, input: CreateTask, claim?: Claim | null): Promise<Task> =>
  untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const task = newTask(ctx.userId, ctx.newId(now), input, { now, zone: await zoneFor(ctx, input.isRecurring) })
      return transactionOf(ctx, create(task, now), now)
    },
    claim,
  )

export const readTask = (ctx: Context, id: string): Promise<Task> => load(ctx, TASK, id)

/**
 * Changes what the patch names. Becoming Done pays, leaving Done takes back what was paid, in the same transaction.
 * @throws 404, 412, 409 for a cycle of subtasks, 400 naming the field.
 */
export const updateTask = (ctx: Context, id: string, patch: UpdateTask, claim?: Claim | null): Promise<Task> =>
  mutate(
    ctx,
    TASK,
    id,
    async (task, at) => {
      const moment: Moment = { now: at, zone: await zoneFor(ctx, task.isRecurring || patch.isRecurring) }
      const reopens = task.status === 'Done' && patch.status !== undefined && patch.status !== 'Done'
      const next = reopens && task.nextTaskId ? await untouched(ctx, task.nextTaskId) : null
      const outcome = changeTask(task, patch, moment, () => ctx.newId(at), next)
      const transaction = transactionOf(ctx, outcome, at)
      if (next) transaction.changes.push(remove(TASK, next, Math.max(at, Date.parse(next.updatedAt) + 1)))
      const parent = outcome.task.parentTaskId
      if (!parent || parent === task.parentTaskId) return transaction
      return {
        ...transaction,
        writes: [
          ...(transaction.writes ?? []),
          await acyclicEdge(ctx, TASK, 'parentTaskId', { source: id, target: parent }),
        ],
      }
    },
    claim,
  )

/** Done already: nothing happens and nothing is paid. */
export const completeTask = (ctx: Context, id: string, claim?: Claim | null): Promise<Task> =>
  updateTask(ctx, id, { status: 'Done' }, claim)

export const reopenTask = (ctx: Context, id: string, claim?: Claim | null): Promise<Task> =>
  updateTask(ctx, id, { status: 'Not Started' }, claim)

/** Moves a recurring task to its next day. @throws 409 when it does not repeat, is done, or was the last. */
export const skipTask = (ctx: Context, id: string, claim?: Claim | null): Promise<Task> =>
  mutate(
    ctx,
    TASK,
    id,
    async (task, at) =>
      transactionOf(ctx, skipOccurrence(task, { now: at, zone: await zoneFor(ctx, task.isRecurring) }), at),
    claim,
  )

export type Occurrence = Pick<Task, 'dueDate' | 'scheduledDate' | 'scheduledStart' | 'scheduledEnd'> & { date: string }

/** The next days of a recurring task after its present one; scheduled times keep their wall clock. */
export const previewOccurrences = async (ctx: Context, id: string, count: number): Promise<Occurrence[]> => {
  const [task, { timeZone }] = await Promise.all([readTask(ctx, id), loadProfile(ctx)])
  const from = dayOf(task, timeZone) ?? localDateOf(ctx.now(), timeZone)
  return daysAfter(task, from, count, timeZone).map((date) => ({ date, ...movedDates(task, date, timeZone) }))
}

/** What is written for an outcome: points that move are booked in the same transaction. */
const transactionOf = (ctx: Context, { changes, task, points }: Outcome, at: number): Transaction<Task> => {
  const type = points > 0 ? ('earn' as const) : ('adjustment' as const)
  const words = points > 0 ? 'Completed' : 'Reopened'
  const entry = {
    amount: points,
    type,
    source: 'task_completion' as const,
    sourceEntityType: 'task' as const,
    sourceEntityId: task.id,
    description: `${words}: ${task.title}`,
  }
  const booked = book(ctx, [entry], at, { mayOwe: true })
  return { changes: [...changes, ...booked.changes], writes: booked.writes, result: task }
}

/** The next occurrence while it is as it was made and nothing points at it: only then reopening may take it back. */
const untouched = async (ctx: Context, id: string): Promise<Task | null> => {
  const [next, backlinks] = await Promise.all([find(ctx, TASK, id, { consistent: true }), backlinksOf(ctx, TASK, id)])
  return next?.version === 1 && backlinks.length === 0 ? next : null
}

/** Only tasks that repeat need the person's days; the others spare the read of the profile. */
const zoneFor = async (ctx: Context, recurring: boolean | undefined): Promise<string> =>
  recurring ? (await loadProfile(ctx)).timeZone : 'UTC'

/** Replaces every field: what is not sent goes back to its default. */
export const replaceTask = (ctx: Context, id: string, input: CreateTask): Promise<Task> =>
  updateTask(ctx, id, replacementOf(taskFields, input))
