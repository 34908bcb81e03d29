import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type ListSpec, listPage, type Page, slicePage } from '../../platform/lists/list.ts'
import { LAST, sk, startingWith, tasksByStatus } from '../../platform/table/keys.ts'

import { linkedTo } from '../links/link.service.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { localDateOf, startOfDay } from '../time/zone.ts'
import { TaskStatus } from './task.fields.ts'
import type { Task, TaskQuery } from './task.schema.ts'
import { TASK } from './task.ts'

/**
 * A page of the person's tasks. By default everything in the order of creation, or by due date when one status is
 * asked for (its index has that order).
 */
export const listTasks = async (ctx: Context, query: TaskQuery): Promise<Page<Task> & { tasks: Task[] }> => {
  const { page, pageSize, cursor, ...filters } = query
  const target = targetOf(filters)
  const zone = isAboutSchedule(filters) ? (await loadProfile(ctx)).timeZone : 'UTC'
  const spec = specOf(ctx, filters, zone, target === null)
  const paging = { page, pageSize, cursor }
  const found = target
    ? slicePage(ctx, spec, await linkedTo(ctx, TASK, target), paging)
    : await listPage(ctx, spec, paging)
  return { ...found, tasks: found.data }
}

type Filters = Omit<TaskQuery, 'page' | 'pageSize' | 'cursor'>

const targetOf = ({ goalId, projectId }: Filters) =>
  goalId ? { kind: 'goal', id: goalId } : projectId ? { kind: 'project', id: projectId } : null

const isAboutSchedule = ({ sortBy, scheduledBefore, scheduledAfter }: Filters): boolean =>
  sortBy === 'scheduledDate' || scheduledBefore !== undefined || scheduledAfter !== undefined

/** `inKeyOrder`: the rows come from a range of keys, which may have the wanted order already. */
const specOf = (ctx: Context, filters: Filters, zone: string, inKeyOrder: boolean): ListSpec<Task> => {
  const { sortBy, sortOrder, ...wanted } = filters
  const order = sortBy ?? (wanted.status ? 'dueDate' : 'createdAt')
  const byIndex = inKeyOrder && wanted.status !== undefined && order === 'dueDate'
  const byKey = byIndex || (inKeyOrder && order === 'createdAt')
  const descending = sortOrder === 'desc'
  const { status, ...others } = wanted
  const conditions = Object.keys(byIndex ? others : wanted).length
  const { pk, none } = tasksByStatus
  return {
    name: `tasks ${JSON.stringify([filters, zone])}`,
    range: byIndex
      ? { pk: pk(ctx.userId, String(status)), from: '0', to: LAST, index: 'GSI1', descending, valuelessFrom: none }
      : { ...startingWith(sk.entities('task')), descending },
    read: (item) => fromItem(TASK, item),
    ...(conditions > 0 && { keep: (task) => matches(task, wanted, zone) }),
    ...(!byKey && { compare: comparing(order, descending, zone) }),
    ...(!byIndex && { counted: 'task' }),
  }
}

/** Whether a task passes every filter. */
export const matches = (task: Task, wanted: Omit<Filters, 'sortBy' | 'sortOrder'>, zone: string): boolean => {
  const { search, projectId, goalId, labels, dueBefore, dueAfter, scheduledBefore, scheduledAfter, ...equal } = wanted
  const fields: Record<string, unknown> = task
  const scheduled = scheduledFor(task)
  return (
    Object.entries(equal).every(([name, value]) => value === undefined || fields[name] === value) &&
    (!projectId || task.projectIds.includes(projectId)) &&
    (!goalId || task.goalIds.includes(goalId)) &&
    (!labels || labels.every((label) => task.labels.includes(label))) &&
    (!dueBefore || (task.dueDate !== null && task.dueDate <= dueBefore)) &&
    (!dueAfter || (task.dueDate !== null && task.dueDate >= dueAfter)) &&
    (!scheduledBefore || (scheduled !== null && notAfter(scheduled, scheduledBefore, zone))) &&
    (!scheduledAfter || (scheduled !== null && notAfter(scheduledAfter, scheduled, zone))) &&
    (!search || hasWords(`${task.title}\n${task.description ?? ''}`, search))
  )
}

/** The day or the instant a task is scheduled for. */
const scheduledFor = ({ scheduledStart, scheduledDate }: Task): string | null => scheduledStart ?? scheduledDate

/** Instants compare with instants; a day with a day or an instant by the days of the person. */
const notAfter = (a: string, b: string, zone: string): boolean =>
  isDay(a) || isDay(b) ? dayIn(a, zone) <= dayIn(b, zone) : a <= b

const isDay = (time: string): boolean => time.length === 10
const dayIn = (time: string, zone: string): string => (isDay(time) ? time : localDateOf(Date.parse(time), zone))

/** Whether every word of `search` occurs in `text`, whatever the case and the accents. */
export const hasWords = (text: string, search: string): boolean => {
  const hay = plain(text)
  return plain(search)
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Rows without a value come last in either order; ties go by id, so pages are stable. */
const comparing = (order: Order, descending: boolean, zone: string): ((a: Task, b: Task) => number) => {
  const value = orderValue(order, zone)
  return (a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === y) return a.id < b.id ? -1 : 1
    if (x === null) return 1
    if (y === null) return -1
    const difference = order === 'title' ? byTitle(String(x), String(y)) : x < y ? -1 : 1
    return difference * (descending ? -1 : 1)
  }
}

type Order = NonNullable<TaskQuery['sortBy']>

/** As people order titles: whatever the case, "Part 2" before "Part 10". Made when asked for: it takes 7 ms. */
let titles: Intl.Collator | undefined
const byTitle = (a: string, b: string): number => {
  titles ??= new Intl.Collator('en', { numeric: true })
  return titles.compare(a, b)
}

/** What tasks are compared by: statuses in the order of work, days by their beginning, creation by the id. */
const orderValue = (order: Order, zone: string): ((task: Task) => string | number | null) => {
  if (order === 'createdAt') return ({ id }) => id
  if (order === 'status') return ({ status }) => TaskStatus.options.indexOf(status)
  if (order !== 'scheduledDate') return (task) => task[order]
  return (task) => {
    const time = scheduledFor(task)
    return time && (isDay(time) ? startOfDay(time, zone) : Date.parse(time))
  }
}
