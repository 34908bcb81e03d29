import * as z from 'zod'
import { ignored } from '../../fields.ts'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/

const Time = z.string().regex(TIME, 'Must be a time as HH:MM, 24:00 at most')

/** A part of a day on the wall clock. */
export const DaySpan = z
  .strictObject({ start: Time, end: Time })
  .refine(({ start, end }) => start < end, { error: 'Must end after it starts', path: ['end'] })
  .meta({ id: 'DaySpan' })
export type DaySpan = z.infer<typeof DaySpan>

/** Several parts of a day that do not overlap; kept in order of time. */
const DaySpans = z
  .array(DaySpan)
  .max(8)
  .transform((spans) => [...spans].sort((a, b) => (a.start < b.start ? -1 : 1)))
  .refine((spans) => spans.every(({ start }, i) => i === 0 || (spans[i - 1]?.end ?? '') <= start), 'Must not overlap')

/** By ISO weekday. */
const byWeekday = <S extends z.ZodType>(schema: S) =>
  z.strictObject({ '1': schema, '2': schema, '3': schema, '4': schema, '5': schema, '6': schema, '7': schema })

const Minutes = (min: number, max: number) => z.number().int().min(min).max(max)

const fields = {
  workingHours: byWeekday(DaySpans).describe('By ISO weekday, "1" = Monday; none: a day off'),
  peakHours: DaySpans.describe('When P1 and P2 go best'),
  breaks: DaySpans.describe('Kept free on every day'),
  bufferMinutes: Minutes(0, 120).describe('Between a block and any other block or event'),
  maxFocusHours: z.number().min(0.5).max(16).multipleOf(0.25).describe('Of planned blocks in one day'),
  minBlockMinutes: Minutes(5, 240),
  maxBlockMinutes: Minutes(10, 480).describe('At least twice minBlockMinutes, so that every size can be cut'),
}

export const PlannerPreferences = z
  .object({
    ...fields,
    timeZone: z.string().describe('Of the profile: change it there'),
    version: z.number().int().describe('0 when nothing was chosen'),
  })
  .meta({ id: 'PlannerPreferences' })
export type PlannerPreferences = z.infer<typeof PlannerPreferences>

export const UpdatePlannerPreferences = z
  .strictObject({ ...fields, workingHours: byWeekday(DaySpans).partial().describe('Weekdays that are not named stay') })
  .partial()
  .meta({ id: 'UpdatePlannerPreferences' })
export type UpdatePlannerPreferences = z.infer<typeof UpdatePlannerPreferences>

export const ReplacePlannerPreferences = UpdatePlannerPreferences.extend({
  ...ignored('timeZone', 'version'),
  workingHours: byWeekday(DaySpans)
    .partial()
    .optional()
    .describe('Weekdays that are not named go back to their default'),
}).meta({ id: 'ReplacePlannerPreferences' })
