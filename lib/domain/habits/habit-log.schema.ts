import * as z from 'zod'
import { clearable, entityFields, LocalDate, pageOf, paging, Text } from '../fields.ts'
import { Amount } from './habit.schema.ts'

/** What a person did of a habit on one of their days: there is one for each such day. */
export const HabitLog = z
  .object({
    ...entityFields,
    habitId: z.string(),
    date: z.string().describe('The day there, in the person’s time zone'),
    completed: z.literal(true),
    completedAt: z.iso
      .datetime()
      .describe('When it was first logged, for the day that was then; noon of its day for a late log'),
    amount: z.number().nullable().describe('null: the day is done, without saying how much'),
    notes: z.string().nullable(),
  })
  .meta({ id: 'HabitLog' })
export type HabitLog = z.infer<typeof HabitLog>

/** A log as it is stored. */
export type LogRecord = Omit<HabitLog, 'completed'>

/** What clients send for "done": also as text, as the web client does. */
const Completed = z
  .union([z.boolean(), z.string()])
  .refine(
    (value) => String(value).toLowerCase() === 'true',
    'Must be true: to take a log back, delete it; for a day that should not count, add a skip',
  )
  .optional()

const notes = clearable(Text())

export const CreateHabitLog = z
  .strictObject({
    completed: Completed,
    date: LocalDate.describe('A day up to today; a UTC day that has not begun there means today'),
    amount: Amount.nullish().describe('Added to what is logged for the day already'),
    notes: notes.optional(),
  })
  .meta({ id: 'CreateHabitLog' })
export type CreateHabitLog = z.infer<typeof CreateHabitLog>

export const UpdateHabitLog = z
  .strictObject({ amount: clearable(Amount).describe('Replaces what is logged'), notes })
  .partial()
  .meta({ id: 'UpdateHabitLog' })
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
