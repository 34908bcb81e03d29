import type { Context } from '../../../platform/context.ts'
import { loadMany } from '../../../platform/events/mutate.ts'
import type { Goal, GoalRecord } from '../../goals/goal.schema.ts'
import { GOAL } from '../../goals/goal.ts'
import type { Project } from '../../projects/project.schema.ts'
import { PROJECT } from '../../projects/project.ts'
import { listTasks } from '../../tasks/task.list.ts'
import type { Task, TaskStatus } from '../../tasks/task.schema.ts'
import { readTask } from '../../tasks/task.service.ts'
import { TASK } from '../../tasks/task.ts'

/** A task and what it hangs on. */
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

/** Up to 100 open tasks of each open status, those due first first. */
export const openTasks = async (ctx: Context): Promise<Task[]> => {
  const statuses: TaskStatus[] = ['In Progress', 'Not Started', 'Blocked', 'On Hold']
  return (await Promise.all(statuses.map((status) => tasksOf(ctx, status)))).flat()
}

/** Up to 100 tasks that are done: how long things took. */
export const doneTasks = (ctx: Context): Promise<Task[]> => tasksOf(ctx, 'Done', 'desc')

const tasksOf = async (ctx: Context, status: TaskStatus, sortOrder: 'asc' | 'desc' = 'asc'): Promise<Task[]> =>
  (await listTasks(ctx, { status, sortOrder, pageSize: MOST })).data
