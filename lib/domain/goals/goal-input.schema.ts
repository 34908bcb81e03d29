import * as z from 'zod'
import { bodiesOf } from '../entity-schemas.ts'
import { clearable, Id, Instant, ignored, LocalDate, Title } from '../fields.ts'
import { goalFields, MAX_CRITERIA } from './goal.fields.ts'

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

export const {
  Create: CreateGoal,
  Update: UpdateGoal,
  Replace: ReplaceGoal,
} = bodiesOf('Goal', goalFields, { successCriteria: Criteria })
export type CreateGoal = z.infer<typeof CreateGoal>
export type UpdateGoal = z.infer<typeof UpdateGoal>

export const ToggleCriterion = z
  .strictObject({ isCompleted: z.boolean(), completedAt: clearable(Instant).optional() })
  .meta({ id: 'ToggleCriterion' })
export type ToggleCriterion = z.infer<typeof ToggleCriterion>
