import * as z from 'zod'
import { clearable, Id, pageOf, paging, Text, Title } from '../fields.ts'

export const GoalActivityType = z
  .enum([
    'criterion_completed',
    'task_completed',
    'metric_logged',
    'habit_completed',
    'status_changed',
    'note_added',
    'progress_milestone',
  ])
  .meta({ id: 'GoalActivityType' })
export type GoalActivityType = z.infer<typeof GoalActivityType>

export const GoalActivity = z
  .object({
    id: z.string(),
    goalId: z.string(),
    type: GoalActivityType,
    title: z.string(),
    description: z.string().nullable(),
    entityType: z.string().nullable(),
    entityId: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'GoalActivity' })
export type GoalActivity = z.infer<typeof GoalActivity>

export const CreateActivity = z
  .strictObject({
    type: GoalActivityType,
    title: Title(),
    description: clearable(Text()).default(null),
    entityType: clearable(Title(40)).default(null),
    entityId: clearable(Id).default(null),
  })
  .meta({ id: 'CreateGoalActivity' })
export type CreateActivity = z.infer<typeof CreateActivity>

export const ActivityQuery = z.object({
  ...paging,
  limit: z.coerce.number().int().min(1).max(1_000).optional().describe('Rows in a page; pageSize means the same'),
})
export type ActivityQuery = z.infer<typeof ActivityQuery>

export const ActivityPage = pageOf(GoalActivity).meta({ id: 'GoalActivityPage' })
