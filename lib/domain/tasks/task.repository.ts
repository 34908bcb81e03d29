import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { LAST, tasksByStatus } from '../../platform/table/keys.ts'
import { queryPage } from '../../platform/table/table.ts'
import type { Task } from './task.schema.ts'
import { TASK } from './task.ts'

/** The first 1,000 tasks of a status, by due date, those without one last. One round trip; a moment behind, as an index is. */
export const readTasksByStatus = async (ctx: Context, status: Task['status']): Promise<Task[]> => {
  const range = { pk: tasksByStatus.pk(ctx.userId, status), from: '0', to: LAST, index: 'GSI1' as const, limit: 1_000 }
  const { items } = await queryPage(range, { deadline: ctx.deadline })
  return items.map((item) => fromItem(TASK, item))
}
