import type { Context } from '../../platform/context.ts'
import { load } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import type { Paging } from '../../platform/lists/list.ts'
import { deleted } from '../fields.ts'
import { link, unlink } from '../links/link.service.ts'
import { listTasks } from '../tasks/task.list.ts'
import { TASK } from '../tasks/task.ts'
import { PROJECT } from './project.ts'

const taskOf = (projectId: string, taskId: string) => ({
  kind: TASK,
  id: taskId,
  field: 'projectIds' as const,
  target: { kind: 'project', label: PROJECT.label, id: projectId },
})

const goalOf = (projectId: string, goalId: string) => ({
  kind: PROJECT,
  id: projectId,
  field: 'goalIds' as const,
  target: { kind: 'goal', label: 'Goal', id: goalId },
})

/** Links a task to a project; a repeat changes nothing. @throws 404 when either is unknown, 409 above 10 projects. */
export const linkTask = (ctx: Context, projectId: string, taskId: string, claim?: Claim | null) =>
  link(ctx, taskOf(projectId, taskId), claim)

/** @throws 404 when either is unknown */
export const unlinkTask = async (ctx: Context, projectId: string, taskId: string) => {
  await unlink(ctx, taskOf(projectId, taskId))
  return deleted(taskId)
}

/** Links a project to a goal; a repeat changes nothing. @throws 404 when either is unknown, 409 above 10 goals. */
export const linkGoal = (ctx: Context, projectId: string, goalId: string, claim?: Claim | null) =>
  link(ctx, goalOf(projectId, goalId), claim)

/** @throws 404 when either is unknown */
export const unlinkGoal = async (ctx: Context, projectId: string, goalId: string) => {
  await unlink(ctx, goalOf(projectId, goalId))
  return deleted(goalId)
}

/** The tasks of a project, under both names that clients read. @throws 404 */
export const tasksOfProject = async (ctx: Context, projectId: string, paging: Paging) => {
  const [, page] = await Promise.all([load(ctx, PROJECT, projectId), listTasks(ctx, { ...paging, projectId })])
  return page
}
