import { isDeepStrictEqual } from 'node:util'
import { invalidField } from '../../platform/errors.ts'
import { type Change, create, update } from '../../platform/events/change.ts'
import { type Kind, linkRelation } from '../../platform/events/kind.ts'
import { blankOf, defaultsOf, newEntity, sent } from '../entity-fields.ts'
import { areaRelation } from '../links/area-relation.ts'
import { type Making, newlyCompleted, replaceCriteria, toggleCriteria } from './criteria.ts'
import { type GoalRecord, goalFields, type SuccessCriterion } from './goal.fields.ts'
import type { Goal } from './goal.schema.ts'
import type { CreateGoal, ToggleCriterion, UpdateGoal } from './goal-input.schema.ts'
import { type Parts, progressOf } from './progress.ts'

export const GOAL: Kind<GoalRecord> = {
  name: 'goal',
  label: 'Goal',
  title: 'title',
  text: ['description', 'notes', 'successCriteria'],
  defaults: defaultsOf(goalFields),
  relations: [
    { ...linkRelation<GoalRecord>('goal', 'parentGoalId', 'goal', 'Parent goal'), acyclic: true },
    linkRelation('goal', 'successCriteria', 'task', 'Task', { partField: 'linkedTaskId' }),
    linkRelation('goal', 'successCriteria', 'metric', 'Metric', { partField: 'linkedMetricId' }),
    areaRelation('goal'),
  ],
}

/** @throws 400 naming the field */
export const newGoal = (userId: string, id: string, input: CreateGoal, making: Making): Change<GoalRecord> => {
  const { successCriteria = [], ...fields } = sent(input)
  const goal = { ...blankOf(goalFields), ...fields, ...newEntity(userId, id, making.at) }
  const criteria = replaceCriteria([], successCriteria, making)
  return create(GOAL, settled({ ...goal, successCriteria: criteria }, making.at), making.at)
}

/** A goal with the fields of the patch; null when nothing changes. @throws 400 naming the field */
export const changeGoal = (before: GoalRecord, patch: UpdateGoal, making: Making): Change<GoalRecord> | null => {
  const after = patched(before, patch, making)
  const moved = after.status !== before.status
  const completed = newlyCompleted(before.successCriteria, after.successCriteria).length > 0
  const active = patch.lastActivityAt === undefined && (moved || completed)
  const type = moved ? 'status_changed' : completed ? 'criterion_completed' : 'updated'
  return update(GOAL, before, active ? { ...after, lastActivityAt: iso(making.at) } : after, making.at, type)
}

/** Completes or opens criteria; null when they are so already. `at`: epoch ms. */
export const changeCriteria = (
  before: GoalRecord,
  ids: string[],
  state: ToggleCriterion,
  at: number,
): Change<GoalRecord> | null => {
  const successCriteria = toggleCriteria(before.successCriteria, ids, state, at)
  if (isDeepStrictEqual(successCriteria, before.successCriteria)) return null
  const type = state.isCompleted ? 'criterion_completed' : 'criterion_reopened'
  return update(GOAL, before, { successCriteria, lastActivityAt: iso(at) }, at, type)
}

/** A goal as clients read it: with its progress, and the newest activity of what is linked to it. */
export const viewGoal = (record: GoalRecord, { lastActivityAt, habits, ...linked }: LinkedProgress): Goal => {
  const criteria = criteriaPart(record.successCriteria)
  return {
    ...record,
    lastActivityAt: later(record.lastActivityAt, lastActivityAt),
    ...(habits && { cachedProgress: progressOf({ ...linked, habits, criteria }, record.progressConfig).overall }),
  }
}

/** The figures of a goal's links; `habits` is null when their logs were not read. */
export type LinkedProgress = Omit<Parts, 'criteria' | 'habits'> & {
  habits: Parts['habits'] | null
  lastActivityAt: string | null
}

export const criteriaPart = (criteria: SuccessCriterion[]): Parts['criteria'] => ({
  completed: criteria.filter(({ isCompleted }) => isCompleted).length,
  total: criteria.length,
})

/** The later of two instants (ISO UTC), either of which may be missing. */
export const later = (a: string | null, b: string | null): string | null => (!a || (b && b > a) ? b : a)

const patched = (before: GoalRecord, { successCriteria, ...patch }: UpdateGoal, making: Making): GoalRecord => {
  const criteria = successCriteria && replaceCriteria(before.successCriteria, successCriteria, making)
  return settled({ ...before, ...sent(patch), ...(criteria && { successCriteria: criteria }) }, making.at)
}

/** Rules of every stored goal: achieved ones have the time of it, others have none. @throws 400 naming the field */
const settled = (goal: GoalRecord, at: number): GoalRecord => {
  if (goal.parentGoalId === goal.id) throw invalidField('parentGoalId', 'A goal cannot be its own parent')
  if (goal.status !== 'Achieved') return { ...goal, completedDate: null }
  return { ...goal, completedDate: goal.completedDate ?? iso(at) }
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString()
