import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { pageOf } from '../fields.ts'
import { trackedFilters } from '../list-filters.ts'
import { HabitStatus, habitFields } from './habit.fields.ts'

export const Habit = entityOf(habitFields).meta({ id: 'Habit' })
export type Habit = z.infer<typeof Habit>

export const HabitQuery = z.object({ ...trackedFilters, status: HabitStatus.optional() })
export type HabitQuery = z.infer<typeof HabitQuery>

export const HabitPage = pageOf(Habit).meta({ id: 'HabitPage' })
