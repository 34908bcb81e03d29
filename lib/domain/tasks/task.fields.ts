import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { areaLink, areaOf, day, instant, line, link, links, madeText, subCategory, text } from '../common-fields.ts'
import { described, initially, made, optional, optionalLater } from '../entity-fields.ts'
import { clearable, DateOrInstant, LocalDate, Title } from '../fields.ts'
import { AnyPriority, Priority } from '../vocabulary.ts'

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

export const RecurrenceRule = z
  .strictObject({
    frequency: z.enum(['Daily', 'Weekly', 'Monthly', 'Yearly']),
    interval: z.number().int().min(1).max(999),
    endDate: LocalDate.nullable(),
  })
  .meta({ id: 'RecurrenceRule' })
export type RecurrenceRule = z.infer<typeof RecurrenceRule>

const RepeatFrom = z.enum(['dueDate', 'completion'])

/** With these a task and all its links still fit one transaction of 100 items. */
export const MAX_DEPENDENCIES = 15

const Flag = z.boolean()
const NullableNumber = z.number().nullable()
const minutes = () => optional(null, NullableNumber, () => clearable(z.number().min(0).max(100_000)))

export const taskFields = {
  title: line(),
  description: text(),
  extendedDescription: text(50_000),
  area: areaOf('Operations'),
  areaId: areaLink(),
  subCategory: subCategory(),
  priority: initially('P3', Priority, AnyPriority),
  status: initially('Not Started', TaskStatus, AnyTaskStatus),
  size: described(minutes(), 'Expected minutes'),
  dueDate: described(day(), 'YYYY-MM-DD in the person’s time zone'),
  scheduledDate: optional(
    null,
    () => z.string().nullable().describe('YYYY-MM-DD, or an instant'),
    () => clearable(DateOrInstant),
  ),
  scheduledStart: instant(),
  scheduledEnd: instant(),
  scheduledBy: made(null, () =>
    z.literal('ai').nullable().describe('"ai": the planner set the times, and nobody has changed them since'),
  ),
  completedDate: instant(),
  actualMinutes: minutes(),
  notes: text(50_000),
  labels: optional(
    [],
    () => z.array(z.string()),
    () =>
      z
        .array(Title(60))
        .max(30)
        .transform((labels) => [...new Set(labels)]),
  ),
  aiContext: described(text(5_000), 'Why the planner put it where it is'),
  parentTaskId: link(),
  projectIds: links(MAX_LINKS),
  goalIds: links(MAX_LINKS),
  dependsOnIds: made([], () => z.array(z.string()).describe('Tasks that block this one')),
  isRecurring: optional(false, Flag, Flag),
  recurrenceRule: optional(
    null,
    () => RecurrenceRule.nullable(),
    () => clearable(RecurrenceRule.extend({ endDate: clearable(LocalDate).prefault(null) })),
  ),
  rrule: described(
    optionalLater(null, () => z.string().nullable()),
    'RFC 5545 RRULE; wins over recurrenceRule',
  ),
  repeatFrom: optional('dueDate', RepeatFrom, RepeatFrom),
  seriesId: described(madeText(), 'Occurrences of one recurring task share it'),
  seriesStart: described(madeText(), 'Day the rule counts from'),
  seriesTime: described(
    madeText(),
    'Wall clock of the start, HH:MM:SS, on a day on which daylight saving skips it: the next one has it again',
  ),
  occurrence: made(null, () => z.number().int().nullable().describe('Which occurrence of the series this is, from 1')),
  nextTaskId: described(madeText(), 'The occurrence that completing this one created'),
  pointValue: optional(null, NullableNumber, () => clearable(z.number().min(0).max(1_000_000).multipleOf(0.01))),
  pointsAwarded: made(null, () => z.boolean().nullable()),
  pointsPaid: made(null, () => NullableNumber.describe('What completing it paid')),
}
