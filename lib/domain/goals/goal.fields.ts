import * as z from 'zod'
import { areaLink, day, instant, link, requiredArea, subCategory, text } from '../common-fields.ts'
import { convertedLater, described, optional, required, type StoredOf, shown } from '../entity-fields.ts'
import { clearable, DateOrInstant, Title } from '../fields.ts'
import { AnyPriority, Priority } from '../vocabulary.ts'

export const GoalStatus = z
  .enum(['Planning', 'Active', 'On Track', 'At Risk', 'Achieved', 'Abandoned'])
  .meta({ id: 'GoalStatus' })
export type GoalStatus = z.infer<typeof GoalStatus>

export const TimeHorizon = z.enum(['Yearly', 'Quarterly', 'Monthly', 'Weekly', 'Daily']).meta({ id: 'TimeHorizon' })
export type TimeHorizon = z.infer<typeof TimeHorizon>

export const MAX_CRITERIA = 40

export const SuccessCriterion = z
  .object({
    id: z.string(),
    description: z.string(),
    isCompleted: z.boolean(),
    completedAt: z.iso.datetime().nullable(),
    targetValue: z.number().nullable(),
    unit: z.string().nullable(),
    linkedMetricId: z
      .string()
      .nullable()
      .describe('Completes the criterion when its newest value reaches targetValue, or else its own target'),
    linkedTaskId: z.string().nullable().describe('Completes the criterion when it is done'),
    targetDate: z.string().nullable(),
    order: z.number().int().describe('Its place in the list, from 0'),
  })
  .meta({ id: 'SuccessCriterion' })
export type SuccessCriterion = z.infer<typeof SuccessCriterion>

const Weight = z.number().min(0).max(100)

export const GoalProgressConfig = z
  .strictObject({
    criteriaWeight: Weight,
    tasksWeight: Weight,
    metricsWeight: Weight,
    habitsWeight: Weight,
    manualOverride: z.number().min(0).max(100).nullable().default(null).describe('Progress in per cent, by hand'),
  })
  .meta({ id: 'GoalProgressConfig' })
export type GoalProgressConfig = z.infer<typeof GoalProgressConfig>

export const goalFields = {
  title: required(
    () => z.string(),
    () => Title(200).min(2),
  ),
  description: text(),
  area: requiredArea(),
  areaId: areaLink(),
  subCategory: subCategory(),
  timeHorizon: required(TimeHorizon, TimeHorizon),
  priority: optional('P3', Priority, AnyPriority),
  status: optional('Planning', GoalStatus, GoalStatus),
  targetDate: described(day(), 'YYYY-MM-DD in the person’s time zone'),
  completedDate: optional(
    null,
    () => z.string().nullable().describe('When it was achieved'),
    () => clearable(DateOrInstant),
  ),
  successCriteria: convertedLater([], () => z.array(SuccessCriterion)),
  progressConfig: optional(
    null,
    () => GoalProgressConfig.nullable().describe('Null: criteria 40, tasks 30, metrics 20, habits 10'),
    () => clearable(GoalProgressConfig),
  ),
  parentGoalId: link(),
  lastActivityAt: instant(),
  notes: text(50_000),
  cachedProgress: shown(() =>
    z
      .number()
      .int()
      .optional()
      .describe(
        'Overall progress in per cent, as GET …/progress gives it. Absent for goals with habits in the dashboard, and in lists with more than 40 linked habits',
      ),
  ),
}

/** A goal as it is stored: progress is not kept. */
export type GoalRecord = StoredOf<typeof goalFields>
