import * as z from 'zod'
import { DateOrInstant, entityFields, Id, LocalDate, pageOf, paging } from '../fields.ts'
import { AnyPriority, Area, Priority, SubCategory } from '../vocabulary.ts'

export const TaskStatus = z
  .enum(['Not Started', 'In Progress', 'Blocked', 'On Hold', 'Done', 'Cancelled'])
  .meta({ id: 'TaskStatus' })
export type TaskStatus = z.infer<typeof TaskStatus>

const STATUS_ALIASES = {
  pending: 'Not Started',
  in_progress: 'In Progress',
  completed: 'Done',
  cancelled: 'Cancelled',
} as const satisfies Record<string, TaskStatus>

const aliases = Object.keys(STATUS_ALIASES) as (keyof typeof STATUS_ALIASES)[]

/** A status as clients may send it; answers have its own spelling. */
export const AnyTaskStatus = z.union([TaskStatus, z.enum(aliases).transform((alias) => STATUS_ALIASES[alias])]).meta({
  id: 'AnyTaskStatus',
  description: 'pending, in_progress, completed and cancelled mean Not Started, In Progress, Done and Cancelled',
})

export const RecurrenceUnit = z.enum(['Daily', 'Weekly', 'Monthly', 'Yearly'])

export const RecurrenceRule = z
  .strictObject({
    frequency: RecurrenceUnit,
    interval: z.number().int().min(1).max(999),
    endDate: LocalDate.nullable(),
  })
  .meta({ id: 'RecurrenceRule' })
export type RecurrenceRule = z.infer<typeof RecurrenceRule>

export const RepeatFrom = z.enum(['dueDate', 'completion'])

/** With these a task and all its links still fit one transaction of 100 items. */
export const MAX_DEPENDENCIES = 15

export const Task = z
  .object({
    ...entityFields,
    title: z.string(),
    description: z.string().nullable(),
    extendedDescription: z.string().nullable(),
    area: Area,
    subCategory: SubCategory.nullable(),
    priority: Priority,
    status: TaskStatus,
    size: z.number().nullable().describe('Expected minutes'),
    dueDate: z.string().nullable().describe('YYYY-MM-DD in the person’s time zone'),
    scheduledDate: z.string().nullable().describe('YYYY-MM-DD, or an instant'),
    scheduledStart: z.iso.datetime().nullable(),
    scheduledEnd: z.iso.datetime().nullable(),
    completedDate: z.iso.datetime().nullable(),
    actualMinutes: z.number().nullable(),
    notes: z.string().nullable(),
    labels: z.array(z.string()),
    aiContext: z.string().nullable().describe('Why the planner put it where it is'),
    parentTaskId: z.string().nullable(),
    projectIds: z.array(z.string()),
    goalIds: z.array(z.string()),
    dependsOnIds: z.array(z.string()).describe('Tasks that block this one'),
    isRecurring: z.boolean(),
    recurrenceRule: RecurrenceRule.nullable(),
    rrule: z.string().nullable().describe('RFC 5545 RRULE; wins over recurrenceRule'),
    repeatFrom: RepeatFrom,
    seriesId: z.string().nullable().describe('Occurrences of one recurring task share it'),
    seriesStart: z.string().nullable().describe('Day the rule counts from'),
    seriesTime: z
      .string()
      .nullable()
      .describe(
        'Wall clock of the start, HH:MM:SS, on a day on which daylight saving skips it: the next one has it again',
      ),
    occurrence: z.number().int().nullable().describe('Which occurrence of the series this is, from 1'),
    nextTaskId: z.string().nullable().describe('The occurrence that completing this one created'),
    pointValue: z.number().nullable(),
    pointsAwarded: z.boolean().nullable(),
    pointsPaid: z.number().nullable().describe('What completing it paid'),
  })
  .meta({ id: 'Task' })
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
