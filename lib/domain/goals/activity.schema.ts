import * as z from 'zod'
import { bodiesOf, outputsOf } from '../entity-schemas.ts'
import { pageOf, paging } from '../fields.ts'
import { activityFields } from './activity.fields.ts'

export const GoalActivity = z
  .object({ id: z.string(), ...outputsOf(activityFields), createdAt: z.iso.datetime() })
  .meta({ id: 'GoalActivity' })
export type GoalActivity = z.infer<typeof GoalActivity>

export const { Create: CreateActivity } = bodiesOf('GoalActivity', activityFields, {})
export type CreateActivity = z.infer<typeof CreateActivity>

export const ActivityQuery = z.object({
  ...paging,
  limit: z.coerce.number().int().min(1).max(1_000).optional().describe('Rows in a page; pageSize means the same'),
})
export type ActivityQuery = z.infer<typeof ActivityQuery>

export const ActivityPage = pageOf(GoalActivity).meta({ id: 'GoalActivityPage' })
