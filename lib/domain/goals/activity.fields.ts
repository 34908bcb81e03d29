import * as z from 'zod'
import { givenText, line, link, shortText, text } from '../common-fields.ts'
import { required, type StoredOf } from '../entity-fields.ts'

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

export const activityFields = {
  goalId: givenText(),
  type: required(GoalActivityType, GoalActivityType),
  title: line(),
  description: text(),
  entityType: shortText(40),
  entityId: link(),
}

/** What somebody noted about a goal. What the system sees by itself is read from the event log instead. */
export type ActivityRecord = StoredOf<typeof activityFields>
