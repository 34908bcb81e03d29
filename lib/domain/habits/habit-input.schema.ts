import type * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { habitFields } from './habit.fields.ts'

export const { Create: CreateHabit, Update: UpdateHabit, Replace: ReplaceHabit } = bodiesOf('Habit', habitFields, {})
export type CreateHabit = z.infer<typeof CreateHabit>
export type UpdateHabit = z.infer<typeof UpdateHabit>
