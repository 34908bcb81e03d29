import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { clearable, DateOrInstant, Id, Ids, Instant, LocalDate, Text, Title } from '../fields.ts'
import { isRecurrenceRule } from '../time/rrule.ts'
import { AnyPriority, Area, SubCategory } from '../vocabulary.ts'
import { AnyTaskStatus, RecurrenceRule, RepeatFrom } from './task.schema.ts'

// Apart from the entity's own schema: checking an RRULE takes a library that who only reads tasks should not load.

const Minutes = z.number().min(0).max(100_000)

const writable = {
  title: Title(),
  description: clearable(Text()),
  extendedDescription: clearable(Text(50_000)),
  area: Area,
  subCategory: clearable(SubCategory),
  priority: AnyPriority,
  status: AnyTaskStatus,
  size: clearable(Minutes),
  dueDate: clearable(LocalDate),
  scheduledDate: clearable(DateOrInstant),
  scheduledStart: clearable(Instant),
  scheduledEnd: clearable(Instant),
  completedDate: clearable(Instant),
  actualMinutes: clearable(Minutes),
  notes: clearable(Text(50_000)),
  labels: z
    .array(Title(60))
    .max(30)
    .transform((labels) => [...new Set(labels)]),
  aiContext: clearable(Text(5_000)),
  parentTaskId: clearable(Id),
  projectIds: Ids(MAX_LINKS),
  goalIds: Ids(MAX_LINKS),
  isRecurring: z.boolean(),
  recurrenceRule: clearable(
    RecurrenceRule.extend({
      endDate: clearable(LocalDate)
        .optional()
        .transform((date) => date ?? null),
    }),
  ),
  rrule: clearable(
    z.string().max(500).refine(isRecurrenceRule, 'Must be an RFC 5545 RRULE such as FREQ=WEEKLY;BYDAY=MO,WE'),
  ),
  repeatFrom: RepeatFrom,
  pointValue: clearable(z.number().min(0).max(1_000_000).multipleOf(0.01)),
}

export const UpdateTask = z.strictObject(writable).partial().meta({ id: 'UpdateTask' })
export type UpdateTask = z.infer<typeof UpdateTask>

export const CreateTask = UpdateTask.extend({ title: writable.title, area: Area.default('Operations') }).meta({
  id: 'CreateTask',
})
export type CreateTask = z.infer<typeof CreateTask>
