import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { clearable, LocalDate, pageOf, paging, Text } from '../fields.ts'
import { habitSkipFields, SkipType } from './habit-skip.fields.ts'

/** A day that neither breaks nor lengthens a streak: left out on purpose (Skip) or saved afterwards (Freeze). */
export const HabitSkip = entityOf(habitSkipFields).meta({ id: 'HabitSkip' })
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
