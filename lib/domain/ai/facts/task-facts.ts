import type { Context } from '../../../platform/context.ts'
import { loadMany } from '../../../platform/events/mutate.ts'
import { fromItem } from '../../../platform/events/stored.ts'
import { ulidsFrom } from '../../../platform/ids.ts'
import { partition } from '../../../platform/partition.ts'
import { sk, startingWith } from '../../../platform/table/keys.ts'
import type { GoalRecord } from '../../goals/goal.fields.ts'
import type { Goal } from '../../goals/goal.schema.ts'
import { GOAL } from '../../goals/goal.ts'
import type { Project } from '../../projects/project.schema.ts'
import { PROJECT } from '../../projects/project.ts'
import type { TaskStatus } from '../../tasks/task.fields.ts'
import { listTasks } from '../../tasks/task.list.ts'
import type { Task } from '../../tasks/task.schema.ts'
import { readTask } from '../../tasks/task.service.ts'
import { TASK } from '../../tasks/task.ts'

/** A task and what it depends on. */
export type TaskFacts = {
  task: Task
  blockers: Task[]
  goals: (GoalRecord | Goal)[]
  projects: Project[]
  /** Other open tasks. */
  others: Task[]
}

const MOST = 100

/** @throws 404 */
export const readTaskFacts = async (ctx: Context, taskId: string): Promise<TaskFacts> => {
  const task = await readTask(ctx, taskId)
  const [blockers, goals, projects, open] = await Promise.all([
    loadMany(ctx, TASK, task.dependsOnIds),
    loadMany(ctx, GOAL, task.goalIds),
    loadMany(ctx, PROJECT, task.projectIds),
    openTasks(ctx),
  ])
  return { task, blockers, goals, projects, others: open.filter(({ id }) => id !== taskId) }
}

/** Up to 100 tasks of each open status, earliest due date first. */
export const openTasks = async (ctx: Context): Promise<Task[]> => {
  const statuses: TaskStatus[] = ['In Progress', 'Not Started', 'Blocked', 'On Hold']
  return (await Promise.all(statuses.map((status) => tasksOf(ctx, status)))).flat()
}

const tasksOf = async (ctx: Context, status: TaskStatus): Promise<Task[]> =>
  (await listTasks(ctx, { status, pageSize: MOST })).data

const RECENT = 1_000

/** The completed ones of the 1,000 newest tasks, newest first. They show how long tasks take and how they are categorized. */
export const doneTasks = async (ctx: Context): Promise<Task[]> => {
  const range = { ...startingWith(sk.entities(TASK.name)), limit: RECENT, descending: true }
  const { items } = await partition(ctx).page(range)
  return items.map((item) => fromItem(TASK, item)).filter(({ status }) => status === 'Done')
}

/** Every task completed from `from` to before `to` (epoch ms), however old it is: found by the events of that time. */
export const doneBetween = async (ctx: Context, from: number, to: number): Promise<Task[]> => {
  const range = { from: sk.event(ulidsFrom(from)), to: sk.event(ulidsFrom(to)) }
  const [recent, events] = await Promise.all([doneTasks(ctx), partition(ctx).range(range)])
  const known = new Set(recent.map(({ id }) => id))
  const changed = events.filter(({ entityType }) => entityType === TASK.name).map(({ entityId }) => String(entityId))
  const older = await loadMany(
    ctx,
    TASK,
    [...new Set(changed)].filter((id) => !known.has(id)),
  )
  return [...recent, ...older].filter(({ status, completedDate }) => {
    const at = completedDate === null ? Number.NaN : Date.parse(completedDate)
    return status === 'Done' && at >= from && at < to
  })
}
