import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { clearable, Ids, LocalDate, Text, Title } from '../fields.ts'
import { Area } from '../vocabulary.ts'
import { Amount, HabitFrequency, HabitStatus, HabitType, MAX_PAUSES, Pause, Weekday } from './habit.schema.ts'

// Apart from the entity’s own schema: who only reads should not make what checks the input.

const writable = {
  name: Title(200),
  description: clearable(Text()),
  area: Area,
  subCategory: clearable(Title(100)),
  habitType: HabitType,
  frequency: HabitFrequency,
  dailyTarget: clearable(Amount),
  weeklyTarget: clearable(Amount),
  monthlyTarget: clearable(Amount),
  weekdays: z
    .array(Weekday)
    .max(50)
    .transform((days) => [...new Set(days)].sort()),
  everyNDays: clearable(z.number().int().min(1).max(366)),
  startDate: clearable(LocalDate),
  pauses: z.array(Pause).max(MAX_PAUSES),
  intent: clearable(Text(5_000)),
  trigger: clearable(Text(5_000)),
  action: clearable(Text(5_000)),
  reward: clearable(Text(5_000)),
  frictionUp: clearable(Text(5_000)),
  frictionDown: clearable(Text(5_000)),
  notes: clearable(Text()),
  goalIds: Ids(MAX_LINKS),
  status: HabitStatus.describe('A habit that is not active is paused from that day on, until it is again'),
  isActive: z.boolean().describe('Where no status is sent: true is Active, false is Paused'),
}

export const UpdateHabit = z.strictObject(writable).partial().meta({ id: 'UpdateHabit' })
export type UpdateHabit = z.infer<typeof UpdateHabit>

export const CreateHabit = UpdateHabit.extend({
  name: writable.name,
  area: Area.default('Health'),
  habitType: HabitType.default('Build'),
  frequency: HabitFrequency.default('Daily'),
}).meta({ id: 'CreateHabit' })
export type CreateHabit = z.infer<typeof CreateHabit>
