import * as z from 'zod'
import { entityFields, LocalDate, pageOf } from '../fields.ts'
import { trackedFilters } from '../list-filters.ts'
import { Area } from '../vocabulary.ts'

export const HabitType = z.enum(['Build', 'Maintain', 'Reduce', 'Quit']).meta({ id: 'HabitType' })
export type HabitType = z.infer<typeof HabitType>
export const HabitFrequency = z.enum(['Daily', 'Weekly', 'Monthly', 'Custom']).meta({ id: 'HabitFrequency' })
export type HabitFrequency = z.infer<typeof HabitFrequency>
export const HabitStatus = z.enum(['Active', 'Paused', 'Archived']).meta({ id: 'HabitStatus' })
export type HabitStatus = z.infer<typeof HabitStatus>

export const MAX_PAUSES = 100

/** Days on which nothing is asked for, first and last included; without an end until it is given one. */
export const Pause = z
  .strictObject({ startDate: LocalDate, endDate: LocalDate.nullable().default(null) })
  .refine(({ startDate, endDate }) => endDate === null || startDate <= endDate, {
    message: 'Must not be before startDate',
    path: ['endDate'],
  })
  .meta({ id: 'HabitPause' })
export type Pause = z.infer<typeof Pause>

export const Weekday = z.number().int().min(1).max(7)

/** An amount of a habit: glasses, pages, minutes, or just times. */
export const Amount = z.number().min(1e-6).max(1e9)

export const Habit = z
  .object({
    ...entityFields,
    name: z.string(),
    description: z.string().nullable(),
    area: Area,
    subCategory: z.string().nullable().describe('Free text'),
    habitType: HabitType,
    frequency: HabitFrequency,
    dailyTarget: z.number().nullable().describe('Amount that makes a day done; for Reduce and Quit the most it may be'),
    weeklyTarget: z.number().nullable().describe('Times a week (or amount a week, where days have no target)'),
    monthlyTarget: z.number().nullable().describe('Times a month (or amount a month, where days have no target)'),
    weekdays: z.array(Weekday).describe('1 = Monday … 7 = Sunday; empty: any day'),
    everyNDays: z.number().int().nullable().describe('Once in as many days, counted from the start'),
    startDate: z.string().nullable().describe('First day it is asked for; when null the day it was created'),
    pauses: z.array(Pause).describe('Days that neither break nor lengthen a streak'),
    intent: z.string().nullable(),
    trigger: z.string().nullable(),
    action: z.string().nullable(),
    reward: z.string().nullable(),
    frictionUp: z.string().nullable(),
    frictionDown: z.string().nullable(),
    notes: z.string().nullable(),
    goalIds: z.array(z.string()),
    status: HabitStatus,
    isActive: z.boolean().describe('Whether the status is Active'),
  })
  .meta({ id: 'Habit' })
export type Habit = z.infer<typeof Habit>

/** A habit as it is stored: isActive is derived. */
export type HabitRecord = Omit<Habit, 'isActive'>

export const HabitQuery = z.object({ ...trackedFilters, status: HabitStatus.optional() })
export type HabitQuery = z.infer<typeof HabitQuery>

export const HabitPage = pageOf(Habit).meta({ id: 'HabitPage' })
