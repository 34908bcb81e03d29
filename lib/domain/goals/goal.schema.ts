import * as z from 'zod'
import { entityOf } from '../entity-schemas.ts'
import { Id, pageOf, paging } from '../fields.ts'
import { AnyPriority, Area } from '../vocabulary.ts'
import { GoalStatus, goalFields, TimeHorizon } from './goal.fields.ts'

export const Goal = entityOf(goalFields).meta({ id: 'Goal' })
export type Goal = z.infer<typeof Goal>

export const GoalQuery = z.object({
  ...paging,
  area: Area.optional(),
  areaId: Id.optional(),
  status: GoalStatus.optional(),
  priority: AnyPriority.optional(),
  timeHorizon: TimeHorizon.optional(),
  parentGoalId: Id.optional(),
})
export type GoalQuery = z.infer<typeof GoalQuery>

export const GoalPage = pageOf(Goal).meta({ id: 'GoalPage' })
