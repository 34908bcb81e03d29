import * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { clearable } from '../fields.ts'
import { isRecurrenceRule } from '../time/rrule.ts'
import { taskFields } from './task.fields.ts'

// Apart from the entity's schema: checking an RRULE takes a library that functions which only read tasks should not load.
const RRule = clearable(
  z.string().max(500).refine(isRecurrenceRule, 'Must be an RFC 5545 RRULE such as FREQ=WEEKLY;BYDAY=MO,WE'),
)

export const {
  Create: CreateTask,
  Update: UpdateTask,
  Replace: ReplaceTask,
} = bodiesOf('Task', taskFields, { rrule: RRule })
export type CreateTask = z.infer<typeof CreateTask>
export type UpdateTask = z.infer<typeof UpdateTask>
