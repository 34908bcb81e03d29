import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import type { GoalRecord } from './goal.schema.ts'

export const GOAL: Kind<GoalRecord> = {
  name: 'goal',
  label: 'Goal',
  defaults: {
    description: null,
    subCategory: null,
    priority: 'P3',
    status: 'Planning',
    targetDate: null,
    completedDate: null,
    successCriteria: [],
    progressConfig: null,
    parentGoalId: null,
    lastActivityAt: null,
    notes: null,
  },
  relations: [{ ...linkRelation<GoalRecord>('goal', 'parentGoalId', 'goal', 'Parent goal'), acyclic: true }],
}
