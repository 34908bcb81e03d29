import * as z from 'zod'
import { convertedLater, defaultsOf, optional, type StoredOf } from '../../entity-fields.ts'

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

export const WorkingHours = () =>
  z.strictObject({
    '1': DaySpans,
    '2': DaySpans,
    '3': DaySpans,
    '4': DaySpans,
    '5': DaySpans,
    '6': DaySpans,
    '7': DaySpans,
  })

/** Settings are answered as they are sent. */
const same = <V>(value: NoInfer<V>, schema: () => z.ZodType<V>) => optional(value, schema, schema)
const minutes = (value: number, min: number, max: number, description?: string) =>
  same(value, () => {
    const schema = z.number().int().min(min).max(max)
    return description ? schema.describe(description) : schema
  })

const office: DaySpan[] = [{ start: '09:00', end: '17:00' }]

/** Until somebody says otherwise: office hours from Monday to Friday. */
export const plannerSettingsFields = {
  workingHours: convertedLater(
    { '1': office, '2': office, '3': office, '4': office, '5': office, '6': [], '7': [] },
    () => WorkingHours().describe('By ISO weekday, "1" = Monday; none: a day off'),
  ),
  peakHours: same([{ start: '09:00', end: '11:00' }], () => DaySpans.describe('When P1 and P2 go best')),
  breaks: same([{ start: '12:00', end: '13:00' }], () => DaySpans.describe('Kept free on every day')),
  bufferMinutes: minutes(15, 0, 120, 'Between a block and any other block or event'),
  maxFocusHours: same(6, () => z.number().min(0.5).max(16).multipleOf(0.25).describe('Of planned blocks in one day')),
  minBlockMinutes: minutes(15, 5, 240),
  maxBlockMinutes: minutes(120, 10, 480, 'At least twice minBlockMinutes, so that every size can be cut'),
}

export const DEFAULT_SETTINGS = defaultsOf(plannerSettingsFields)
export type PlannerSettings = typeof DEFAULT_SETTINGS
export type StoredPlannerSettings = StoredOf<typeof plannerSettingsFields>
