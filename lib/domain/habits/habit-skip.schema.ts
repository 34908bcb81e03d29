import * as z from 'zod'
import { clearable, entityFields, LocalDate, pageOf, paging, Text } from '../fields.ts'

export const SkipType = z.enum(['Skip', 'Freeze']).meta({ id: 'HabitSkipType' })

/** A day that neither breaks nor lengthens a streak: left out on purpose (Skip) or saved afterwards (Freeze). */
export const HabitSkip = z
  .object({
    ...entityFields,
    habitId: z.string(),
    date: z.string(),
    type: SkipType,
    notes: z.string().nullable(),
  })
  .meta({ id: 'HabitSkip' })
export type HabitSkip = z.infer<typeof HabitSkip>

export const CreateHabitSkip = z
  .strictObject({
    date: LocalDate.describe('Any day, also one to come'),
    type: SkipType.default('Skip'),
    notes: clearable(Text(2_000)).optional(),
  })
  .meta({ id: 'CreateHabitSkip' })
export type CreateHabitSkip = z.infer<typeof CreateHabitSkip>

export const HabitSkipQuery = z.object({
  ...paging,
  startDate: LocalDate.optional().describe('First day, inclusive'),
  endDate: LocalDate.optional().describe('Last day, inclusive'),
})
export type HabitSkipQuery = z.infer<typeof HabitSkipQuery>

export const HabitSkipPage = pageOf(HabitSkip).meta({ id: 'HabitSkipPage' })
