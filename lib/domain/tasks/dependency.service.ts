import type { Context } from '../../platform/context.ts'
import { conflict, entityRef, notFound } from '../../platform/errors.ts'
import { nextChangeAt, update } from '../../platform/events/change.ts'
import type { Transaction } from '../../platform/events/commit.ts'
import { checkIfMatch, load, mutate, untilCommitted } from '../../platform/events/mutate.ts'
import { requireWrite, type Write } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { guardWrite, loadWithGuard, requireAcyclic } from '../links/graph.ts'
import { MAX_DEPENDENCIES } from './task.fields.ts'
import type { Task, TaskDependency } from './task.schema.ts'
import { TASK } from './task.ts'

/** The tasks that block a task. Deleted ones block nothing: their rows went with them. */
export const listDependencies = async (ctx: Context, taskId: string): Promise<TaskDependency[]> => {
  const [, rows] = await Promise.all([load(ctx, TASK, taskId), rowsOf(ctx, taskId)])
  return rows
}

/**
 * Makes a task wait for another one; adding it again changes nothing.
 * @throws 404 when either is unknown, 409 for itself or a cycle, also when two calls close it together.
 */
export const addDependency = (
  ctx: Context,
  taskId: string,
  dependsOnTaskId: string,
  claim?: Claim | null,
): Promise<TaskDependency> => {
  // A long walk is not repeated when only the task has changed since, and no edge of the graph.
  let acyclicAt: number | null = null
  return untilCommitted(
    ctx,
    async () => {
      const { entity: task, guard } = await loadWithGuard(ctx, TASK, taskId, 'dependsOnIds')
      checkIfMatch(ctx, task)
      const refused = (message: string, type: 'cycle' | 'limit_reached') =>
        conflict(message, { type, loc: ['body', 'dependsOnTaskId'], entity: entityRef(TASK, task) })
      if (taskId === dependsOnTaskId) throw refused('A task cannot depend on itself', 'cycle')
      const known = task.dependsOnIds.includes(dependsOnTaskId) && (await rowOf(ctx, taskId, dependsOnTaskId))
      if (known) return { changes: [], result: known }
      if (task.dependsOnIds.length >= MAX_DEPENDENCIES)
        throw refused(`A task can depend on ${MAX_DEPENDENCIES} others at most`, 'limit_reached')
      if (guard.version !== acyclicAt)
        await requireAcyclic(ctx, TASK, 'dependsOnIds', { source: taskId, target: dependsOnTaskId })
      acyclicAt = guard.version
      return withDependency(ctx, task, dependsOnTaskId, guardWrite(ctx, guard))
    },
    claim,
  )
}

const withDependency = (
  ctx: Context,
  task: Task,
  dependsOnTaskId: string,
  guard: Write,
): Transaction<TaskDependency> => {
  const dependsOnIds = [...task.dependsOnIds, dependsOnTaskId]
  const change = update(TASK, task, { dependsOnIds }, nextChangeAt(task, ctx.now()), 'dependency_added')
  if (!change) throw new Error('A task that lacks a dependency must change with it')
  const exists = requireWrite(ctx, sk.entity('task', dependsOnTaskId), () => notFound('Task'))
  return {
    changes: [change],
    writes: [guard, exists],
    result: dependency(task.id, dependsOnTaskId, change.after.updatedAt),
  }
}

/** @throws 404 when the task is unknown or does not depend on the other. */
export const removeDependency = async (ctx: Context, taskId: string, dependsOnTaskId: string): Promise<void> => {
  await mutate(ctx, TASK, taskId, (task, at) => {
    if (!task.dependsOnIds.includes(dependsOnTaskId)) throw notFound('Dependency')
    const rest = task.dependsOnIds.filter((id) => id !== dependsOnTaskId)
    const change = update(TASK, task, { dependsOnIds: rest }, at, 'dependency_removed')
    return change && { changes: [change], result: change.after }
  })
}

const rowOf = async (ctx: Context, taskId: string, dependsOnTaskId: string): Promise<TaskDependency | undefined> =>
  (await rowsOf(ctx, taskId)).find((row) => row.dependsOnTaskId === dependsOnTaskId)

const rowsOf = async (ctx: Context, taskId: string): Promise<TaskDependency[]> => {
  const prefix = sk.dependencies(taskId)
  const rows = await partition(ctx).range(prefix, { consistent: true })
  return rows.map((row: Item) => dependency(taskId, String(row.SK).slice(prefix.length), String(row.createdAt)))
}

const dependency = (taskId: string, dependsOnTaskId: string, createdAt: string): TaskDependency => ({
  id: `${taskId}-${dependsOnTaskId}`,
  taskId,
  dependsOnTaskId,
  createdAt,
})
