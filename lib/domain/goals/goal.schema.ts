import * as z from 'zod'
import { entityFields, Id, pageOf, paging } from '../fields.ts'
import { AnyPriority, Area, Priority, SubCategory } from '../vocabulary.ts'

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

export const Goal = z
  .object({
    ...entityFields,
    title: z.string(),
    description: z.string().nullable(),
    area: Area,
    subCategory: SubCategory.nullable(),
    timeHorizon: TimeHorizon,
    priority: Priority,
    status: GoalStatus,
    targetDate: z.string().nullable().describe('YYYY-MM-DD in the person’s time zone'),
    completedDate: z.string().nullable().describe('When it was achieved'),
    successCriteria: z.array(SuccessCriterion),
    progressConfig: GoalProgressConfig.nullable().describe('Null: criteria 40, tasks 30, metrics 20, habits 10'),
    parentGoalId: z.string().nullable(),
    lastActivityAt: z.iso.datetime().nullable(),
    notes: z.string().nullable(),
    cachedProgress: z
      .number()
      .int()
      .optional()
      .describe(
        'Overall progress in per cent, as GET …/progress gives it. Absent for goals with habits in the dashboard, and in lists with more than 40 linked habits',
      ),
  })
  .meta({ id: 'Goal' })
export type Goal = z.infer<typeof Goal>

/** A goal as it is stored: progress is not kept. */
export type GoalRecord = Omit<Goal, 'cachedProgress'>

export const GoalQuery = z.object({
  ...paging,
  area: Area.optional(),
  status: GoalStatus.optional(),
  priority: AnyPriority.optional(),
  timeHorizon: TimeHorizon.optional(),
  parentGoalId: Id.optional(),
})
export type GoalQuery = z.infer<typeof GoalQuery>

export const GoalPage = pageOf(Goal).meta({ id: 'GoalPage' })
