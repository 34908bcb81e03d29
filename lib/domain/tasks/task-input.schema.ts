import type * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { clearable } from '../fields.ts'
import { RecurrenceRuleText } from '../time/rrule.schema.ts'
import { taskFields } from './task.fields.ts'

// Apart from the entity's schema: checking a rule takes a library that functions which only read tasks should not load.
export const {
  Create: CreateTask,
  Update: UpdateTask,
  Replace: ReplaceTask,
} = bodiesOf('Task', taskFields, { rrule: clearable(RecurrenceRuleText) })
export type CreateTask = z.infer<typeof CreateTask>
export type UpdateTask = z.infer<typeof UpdateTask>
