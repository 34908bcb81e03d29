import * as z from 'zod'
import { bodiesOf, entityOf } from '../entity-schemas.ts'
import { clearable, LocalDate, pageOf, paging, Text } from '../fields.ts'
import { Amount } from './habit.fields.ts'
import { habitLogFields } from './habit-log.fields.ts'

/** What a person did of a habit on one of their days: there is one for each such day. */
export const HabitLog = entityOf(habitLogFields).meta({ id: 'HabitLog' })
export type HabitLog = z.infer<typeof HabitLog>

/** What clients send for "done": also as text, as the web client does. */
const Completed = z
  .union([z.boolean(), z.string()])
  .refine(
    (value) => String(value).toLowerCase() === 'true',
    'Must be true: to take a log back, delete it; for a day that should not count, add a skip',
  )
  .optional()

export const CreateHabitLog = z
  .strictObject({
    completed: Completed,
    date: LocalDate.describe('A day up to today; a UTC day that has not begun there means today'),
    amount: Amount.nullish().describe('Added to what is logged for the day already'),
    notes: clearable(Text()).optional(),
  })
  .meta({ id: 'CreateHabitLog' })
export type CreateHabitLog = z.infer<typeof CreateHabitLog>

export const { Update: UpdateHabitLog, Replace: ReplaceHabitLog } = bodiesOf('HabitLog', habitLogFields, {})
export type UpdateHabitLog = z.infer<typeof UpdateHabitLog>

export const HabitLogQuery = z.object({
  ...paging,
  startDate: LocalDate.optional().describe('First day, inclusive'),
  endDate: LocalDate.optional().describe('Last day, inclusive'),
  sortBy: z.enum(['completedAt', 'createdAt']).optional(),
  sortOrder: z.enum(['asc', 'desc']).default('desc'),
})
export type HabitLogQuery = z.infer<typeof HabitLogQuery>

export const HabitLogPage = pageOf(HabitLog).meta({ id: 'HabitLogPage' })
