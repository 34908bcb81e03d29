import * as z from 'zod'
import { MAX_LINKS } from '../../platform/events/relation.ts'
import { areaLink, areaOf, day, line, links, shortText, text } from '../common-fields.ts'
import { described, initially, insteadOf, optional, type StoredOf } from '../entity-fields.ts'
import { clearable, LocalDate } from '../fields.ts'

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

const Flag = z.boolean()
const target = (description: string) =>
  optional(
    null,
    () => z.number().nullable().describe(description),
    () => clearable(Amount),
  )

export const habitFields = {
  name: line(200),
  description: text(),
  area: areaOf('Health'),
  areaId: areaLink(),
  subCategory: described(shortText(100), 'Free text'),
  habitType: initially('Build', HabitType, HabitType),
  frequency: initially('Daily', HabitFrequency, HabitFrequency),
  dailyTarget: target('Amount that makes a day done; for Reduce and Quit the most it may be'),
  weeklyTarget: target('Times a week (or amount a week, where days have no target)'),
  monthlyTarget: target('Times a month (or amount a month, where days have no target)'),
  weekdays: optional(
    [],
    () => z.array(Weekday).describe('1 = Monday … 7 = Sunday; empty: any day'),
    () =>
      z
        .array(Weekday)
        .max(50)
        .transform((days) => [...new Set(days)].sort()),
  ),
  everyNDays: optional(
    null,
    () => z.number().int().nullable().describe('Once in as many days, counted from the start'),
    () => clearable(z.number().int().min(1).max(366)),
  ),
  startDate: described(day(), 'First day it is asked for; when null the day it was created'),
  pauses: optional(
    [],
    () => z.array(Pause).describe('Days that neither break nor lengthen a streak'),
    () => z.array(Pause).max(MAX_PAUSES),
  ),
  intent: text(5_000),
  trigger: text(5_000),
  action: text(5_000),
  reward: text(5_000),
  frictionUp: text(5_000),
  frictionDown: text(5_000),
  notes: text(),
  goalIds: links(MAX_LINKS),
  status: optional('Active', HabitStatus, () =>
    HabitStatus.describe('A habit that is not active is paused from that day on, until it is again'),
  ),
  isActive: insteadOf(
    'status',
    () => Flag.describe('Whether the status is Active'),
    () => Flag.describe('Where no status is sent: true is Active, false is Paused'),
  ),
}

/** A habit as it is stored: isActive is derived. */
export type HabitRecord = StoredOf<typeof habitFields>
