import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { DateOrInstant, Id, LocalDate, pageOf, paging } from '../fields.ts'
import { AnyPriority, Area, SubCategory } from '../vocabulary.ts'
import { AnyTaskStatus, taskFields } from './task.fields.ts'

export const Task = entityOf(taskFields).meta({ id: 'Task' })
export type Task = z.infer<typeof Task>

export const TaskDependency = z
  .object({ id: z.string(), taskId: z.string(), dependsOnTaskId: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'TaskDependency' })
export type TaskDependency = z.infer<typeof TaskDependency>

export const SORTS = [
  'createdAt',
  'updatedAt',
  'dueDate',
  'scheduledDate',
  'completedDate',
  'priority',
  'status',
  'title',
  'size',
  'pointValue',
] as const

const DayOrInstant = DateOrInstant.describe('YYYY-MM-DD or an instant')

export const TaskQuery = z.object({
  ...paging,
  search: z.string().max(200).optional().describe('Words of title and description, in any case'),
  status: AnyTaskStatus.optional(),
  priority: AnyPriority.optional(),
  area: Area.optional(),
  areaId: Id.optional(),
  subCategory: SubCategory.optional(),
  projectId: Id.optional(),
  goalId: Id.optional(),
  parentTaskId: Id.optional(),
  labels: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat())
    .optional()
    .describe('Repeat for several; a task must have all'),
  dueDate: LocalDate.optional(),
  dueBefore: LocalDate.optional().describe('Due on this day or earlier'),
  dueAfter: LocalDate.optional().describe('Due on this day or later'),
  scheduledBefore: DayOrInstant.optional().describe('Scheduled for this day or instant, or earlier'),
  scheduledAfter: DayOrInstant.optional().describe('Scheduled for this day or instant, or later'),
  sortBy: z.enum(SORTS).optional(),
  sortOrder: z.enum(['asc', 'desc']).optional().describe('Rows without a value come last in either order'),
})
export type TaskQuery = z.infer<typeof TaskQuery>

/** Rows under both names that clients read. */
export const TaskPage = pageOf(Task)
  .extend({ tasks: z.array(Task) })
  .meta({ id: 'TaskPage' })
