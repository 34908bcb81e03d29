import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { LAST, sk, tasksByStatus } from '../../platform/table/keys.ts'
import { type ListSpec, listPage, type Page, slicePage } from '../../platform/table/list.ts'
import { startingWith } from '../../platform/table/table.ts'
import { linkedTo } from '../links/link.service.ts'
import type { Task, TaskQuery } from './task.schema.ts'
import { TASK } from './task.ts'

/**
 * A page of the person's tasks. By default everything in the order of creation, or by due date when one status is
 * asked for (its index has that order).
 */
export const listTasks = async (ctx: Context, query: TaskQuery): Promise<Page<Task> & { tasks: Task[] }> => {
  const { page, pageSize, cursor, ...filters } = query
  const spec = specOf(ctx, filters)
  const target = filters.goalId
    ? { kind: 'goal', id: filters.goalId }
    : filters.projectId
      ? { kind: 'project', id: filters.projectId }
      : null
  const paging = { page, pageSize, cursor }
  const found = target
    ? slicePage(ctx, spec, await linkedTo(ctx, TASK, target), paging)
    : await listPage(ctx, spec, paging)
  return { ...found, tasks: found.data }
}

type Filters = Omit<TaskQuery, 'page' | 'pageSize' | 'cursor'>

const specOf = (ctx: Context, filters: Filters): ListSpec<Task> => {
  const { sortBy, sortOrder, ...wanted } = filters
  const byIndex = wanted.status !== undefined && (sortBy === undefined || sortBy === 'dueDate')
  const byKey = sortBy === undefined || sortBy === 'createdAt' || byIndex
  const descending = sortOrder === 'desc'
  const { status, ...others } = wanted
  const conditions = Object.keys(byIndex ? others : wanted).length
  return {
    name: `tasks ${JSON.stringify(filters)}`,
    range: byIndex
      ? { pk: tasksByStatus.pk(ctx.userId, String(status)), from: '0', to: LAST, index: 'GSI1', descending }
      : { ...startingWith(sk.entities('task')), descending },
    read: (item) => fromItem(TASK, item),
    ...(conditions > 0 && { keep: (task) => matches(task, wanted) }),
    ...(!byKey && { compare: comparing(sortBy, descending) }),
    ...(!byIndex && { counted: 'task' }),
  }
}

/** Whether a task passes every filter. */
export const matches = (task: Task, wanted: Omit<Filters, 'sortBy' | 'sortOrder'>): boolean => {
  const { search, projectId, goalId, labels, dueBefore, dueAfter, scheduledBefore, scheduledAfter, ...equal } = wanted
  const fields: Record<string, unknown> = task
  const scheduled = task.scheduledStart ?? task.scheduledDate
  return (
    Object.entries(equal).every(([name, value]) => value === undefined || fields[name] === value) &&
    (!projectId || task.projectIds.includes(projectId)) &&
    (!goalId || task.goalIds.includes(goalId)) &&
    (!labels || labels.every((label) => task.labels.includes(label))) &&
    (!dueBefore || (task.dueDate !== null && task.dueDate <= dueBefore)) &&
    (!dueAfter || (task.dueDate !== null && task.dueDate >= dueAfter)) &&
    (!scheduledBefore || (scheduled !== null && notAfter(scheduled, scheduledBefore))) &&
    (!scheduledAfter || (scheduled !== null && notAfter(scheduledAfter, scheduled))) &&
    (!search || hasWords(`${task.title}\n${task.description ?? ''}`, search))
  )
}

/** Days compare with days, instants with instants; a day with an instant by days. */
const notAfter = (a: string, b: string): boolean => {
  const length = Math.min(a.length, b.length)
  return a.slice(0, length) <= b.slice(0, length)
}

/** Whether every word of `search` occurs in `text`, whatever the case and the accents. */
export const hasWords = (text: string, search: string): boolean => {
  const hay = plain(text)
  return plain(search)
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Rows without a value come last in either order; ties go by id, so pages are stable. */
const comparing =
  (sortBy: keyof Task, descending: boolean) =>
  (a: Task, b: Task): number => {
    const [x, y] = [a[sortBy], b[sortBy]] as (string | number | null)[]
    if (x === y) return a.id < b.id ? -1 : 1
    if (x === null || x === undefined) return 1
    if (y === null || y === undefined) return -1
    return (x < y ? -1 : 1) * (descending ? -1 : 1)
  }
