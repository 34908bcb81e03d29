import * as z from 'zod'
import { clearable, DateOrInstant, Id, Instant, ignored, LocalDate, Text, Title } from '../fields.ts'
import { AnyPriority, Area, SubCategory } from '../vocabulary.ts'
import { GoalProgressConfig, GoalStatus, MAX_CRITERIA, TimeHorizon } from './goal.schema.ts'

// Apart from the entity’s own schema: who only reads should not make what checks the input.

/** A criterion as clients send it. One without an id, or with an id the goal does not have, is new. */
const CriterionInput = z.strictObject({
  id: clearable(Id).optional(),
  description: Title(1_000),
  isCompleted: z.boolean().optional(),
  completedAt: clearable(Instant).optional(),
  targetValue: clearable(z.number()).optional(),
  unit: clearable(Title(50)).optional(),
  linkedMetricId: clearable(Id).optional(),
  linkedTaskId: clearable(Id).optional(),
  targetDate: clearable(LocalDate).optional(),
  ...ignored('order'),
})
export type CriterionInput = Omit<z.infer<typeof CriterionInput>, 'order'>

const Criteria = z
  .array(z.union([Title(1_000).transform((description): CriterionInput => ({ description })), CriterionInput]))
  .max(MAX_CRITERIA)
  .describe(
    'The whole list, in order; plain strings are new criteria. They can be linked to 30 metrics and tasks in all',
  )

const writable = {
  title: Title(200).min(2),
  description: clearable(Text()),
  area: Area,
  subCategory: clearable(SubCategory),
  timeHorizon: TimeHorizon,
  priority: AnyPriority,
  status: GoalStatus,
  targetDate: clearable(LocalDate),
  completedDate: clearable(DateOrInstant),
  successCriteria: Criteria,
  progressConfig: clearable(GoalProgressConfig),
  parentGoalId: clearable(Id),
  lastActivityAt: clearable(Instant),
  notes: clearable(Text(50_000)),
}

export const UpdateGoal = z.strictObject(writable).partial().meta({ id: 'UpdateGoal' })
export type UpdateGoal = z.infer<typeof UpdateGoal>

export const CreateGoal = UpdateGoal.extend({
  title: writable.title,
  area: Area,
  timeHorizon: TimeHorizon,
}).meta({ id: 'CreateGoal' })
export type CreateGoal = z.infer<typeof CreateGoal>

export const ToggleCriterion = z
  .strictObject({ isCompleted: z.boolean(), completedAt: clearable(Instant).optional() })
  .meta({ id: 'ToggleCriterion' })
export type ToggleCriterion = z.infer<typeof ToggleCriterion>
