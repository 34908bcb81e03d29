import * as z from 'zod'
import { Deleted, Id } from '../../lib/domain/fields.ts'
import { Task, TaskDependency, TaskPage, TaskQuery } from '../../lib/domain/tasks/task.schema.ts'
import { CreateTask, ReplaceTask, UpdateTask } from '../../lib/domain/tasks/task-input.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const TaskPath = z.object({ taskId: Id })
const DependencyPath = TaskPath.extend({ dependsOnTaskId: Id })
const Occurrence = Task.pick({ dueDate: true, scheduledDate: true, scheduledStart: true, scheduledEnd: true })
  .extend({ date: z.string() })
  .meta({ id: 'Occurrence' })

const tags = ['tasks']

export const routes = {
  listTasks: {
    method: 'GET',
    path: '/tasks',
    summary: 'List tasks',
    tags,
    query: TaskQuery,
    status: 200,
    response: TaskPage,
    underUser: true,
    description: 'Everything up to 1,000 rows, or pages. Ordered by creation; with a status filter by due date.',
  },
  createTask: {
    method: 'POST',
    path: '/tasks',
    summary: 'Create a task',
    tags,
    body: CreateTask,
    status: 201,
    response: Task,
    underUser: true,
  },
  readTask: {
    method: 'GET',
    path: '/tasks/{taskId}',
    summary: 'Read a task',
    tags,
    params: TaskPath,
    status: 200,
    response: Task,
    underUser: true,
  },
  updateTask: {
    method: 'PATCH',
    path: '/tasks/{taskId}',
    summary: 'Change a task',
    tags,
    params: TaskPath,
    body: UpdateTask,
    status: 200,
    response: Task,
    underUser: true,
    description:
      'Status "Done" pays its points once; leaving "Done" takes back what was paid. An empty string or null clears a field.',
  },
  replaceTask: {
    method: 'PUT',
    path: '/tasks/{taskId}',
    summary: 'Replace a task',
    tags,
    params: TaskPath,
    body: ReplaceTask,
    status: 200,
    response: Task,
    underUser: true,
    description: 'Like PATCH, but what is not sent goes back to its default.',
  },
  deleteTask: {
    method: 'DELETE',
    path: '/tasks/{taskId}',
    summary: 'Move a task to the trash',
    tags,
    params: TaskPath,
    status: 200,
    response: Deleted,
    underUser: true,
    description: 'It stays in the trash for 30 days. Points it earned stay earned. Subtasks become tasks of their own.',
  },
  completeTask: {
    method: 'POST',
    path: '/tasks/{taskId}/complete',
    summary: 'Complete a task',
    tags,
    params: TaskPath,
    status: 200,
    response: Task,
  },
  completeTaskByPatch: {
    method: 'PATCH',
    path: '/tasks/{taskId}/complete',
    summary: 'Complete a task',
    tags,
    params: TaskPath,
    status: 200,
    response: Task,
    underUser: true,
  },
  reopenTask: {
    method: 'POST',
    path: '/tasks/{taskId}/reopen',
    summary: 'Reopen a completed task',
    tags,
    params: TaskPath,
    status: 200,
    response: Task,
  },
  skipTask: {
    method: 'POST',
    path: '/tasks/{taskId}/skip',
    summary: 'Skip to the next occurrence',
    tags,
    params: TaskPath,
    status: 200,
    response: Task,
    description: 'Moves a recurring task to its next day that is not in the past, without points.',
  },
  previewOccurrences: {
    method: 'GET',
    path: '/tasks/{taskId}/occurrences',
    summary: 'Preview the next days of a recurring task',
    tags,
    params: TaskPath,
    query: z.object({ count: z.coerce.number().int().min(1).max(100).default(10) }),
    status: 200,
    response: z.array(Occurrence),
  },
  listDependencies: {
    method: 'GET',
    path: '/tasks/{taskId}/dependencies',
    summary: 'List what blocks a task',
    tags,
    params: TaskPath,
    status: 200,
    response: z.array(TaskDependency),
  },
  addDependency: {
    method: 'POST',
    path: '/tasks/{taskId}/dependencies',
    summary: 'Make a task wait for another',
    tags,
    params: TaskPath,
    body: z.strictObject({ dependsOnTaskId: Id }),
    status: 201,
    response: TaskDependency,
  },
  removeDependency: {
    method: 'DELETE',
    path: '/tasks/{taskId}/dependencies/{dependsOnTaskId}',
    summary: 'Remove a dependency',
    tags,
    params: DependencyPath,
    status: 200,
    response: Deleted,
  },
} satisfies RouteTable
