import type { Task } from '../../../tasks/task.schema.ts'
import { addDays } from '../../../time/dates.ts'
import type { IcsEvent } from '../ics-event.ts'
import type { IcsTodo } from '../ics-todo.ts'
import { feedEvent } from './blank-event.ts'

const isOpen = ({ status }: Task): boolean => status !== 'Done' && status !== 'Cancelled'

/** The day on which an open task is due, as an all-day event that leaves the time free; null for others. */
export const dueEvent = (task: Task, timeZone: string): IcsEvent | null => {
  const { title, description, dueDate, labels } = task
  if (!dueDate || !isOpen(task)) return null
  return feedEvent(task, 'task', {
    summary: title,
    description,
    start: dueDate,
    end: addDays(dueDate, 1),
    timeZone,
    transparency: 'free',
    categories: labels,
  })
}

/** The time for which a task is planned; null for one that is done, cancelled or has none. */
export const plannedEvent = (task: Task, timeZone: string): IcsEvent | null => {
  const { title, description, scheduledStart, scheduledEnd, labels } = task
  if (!scheduledStart || !scheduledEnd || scheduledEnd < scheduledStart || !isOpen(task)) return null
  const times = { start: scheduledStart, end: scheduledEnd, timeZone }
  return feedEvent(task, 'plan', { summary: title, description, ...times, categories: labels })
}

const PRIORITIES: Record<string, number> = { P1: 1, P2: 3, P3: 5, P4: 7 }

/** A task with a due date as VTODO, done ones too; null for others. */
export const dueTodo = (task: Task): IcsTodo | null => {
  const { title, description, dueDate, labels, status, completedDate, priority } = task
  if (!dueDate) return null
  const { uid, sequence, lastModified } = feedEvent(task, 'task', {
    summary: title,
    start: dueDate,
    end: dueDate,
    timeZone: 'UTC',
  })
  return {
    uid,
    sequence,
    lastModified,
    summary: title,
    description,
    due: dueDate,
    status: todoStatus(status),
    completedAt: status === 'Done' ? completedDate : null,
    priority: PRIORITIES[priority] ?? 9,
    categories: labels,
    alarms: [],
  }
}

const todoStatus = (status: Task['status']): IcsTodo['status'] => {
  if (status === 'Done') return 'completed'
  if (status === 'Cancelled') return 'cancelled'
  return status === 'Not Started' ? 'needs-action' : 'in-process'
}
