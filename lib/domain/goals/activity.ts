import { create } from '../../platform/events/change.ts'
import type { Event } from '../../platform/events/event.ts'
import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { blankOf, defaultsOf, sent } from '../entity-fields.ts'
import { type ActivityRecord, activityFields } from './activity.fields.ts'
import type { CreateActivity, GoalActivity } from './activity.schema.ts'
import { newlyCompleted } from './criteria.ts'
import type { SuccessCriterion } from './goal.fields.ts'

export const GOAL_ACTIVITY: Kind<ActivityRecord> = {
  name: 'goalactivity',
  label: 'Goal activity',
  title: 'title',
  text: ['description'],
  defaults: defaultsOf(activityFields),
  sk: ({ goalId, id }) => sk.goalActivity(goalId, id),
  parent: { kind: 'goal', field: 'goalId', rows: sk.goalActivities },
}

/** `at`: epoch ms */
export const newActivity = (own: { id: string; userId: string; goalId: string }, input: CreateActivity, at: number) =>
  create(GOAL_ACTIVITY, { ...blankOf(activityFields), ...sent(input), ...own }, at)

export const viewActivity = (record: ActivityRecord): GoalActivity => {
  const { userId: _user, version: _version, updatedAt: _changed, ...activity } = record
  return activity
}

/** What an activity is about; its title is looked up later. */
export type Entry = GoalActivity & { about: About | null; posted: boolean }
export type About = { kind: 'task' | 'metric' | 'habit'; id: string }

/** Where events belong: the goal, and what is linked to it (kind by id). */
export type Scope = { goalId: string; linked: Map<string, string> }

/** What an event says about a goal, or null when it says nothing. */
export const entryOf = (event: Event, scope: Scope): Entry | null => {
  const { entityType, entityId } = event
  if (entityType === 'goal' && entityId === scope.goalId) return ownEntry(event, scope)
  if (entityType === GOAL_ACTIVITY.name && event.data.goalId === scope.goalId) return postedEntry(event, scope)
  if (entityType === 'task' && event.type === 'task.completed' && scope.linked.has(entityId))
    return entry(event, scope, { type: 'task_completed', about: { kind: 'task', id: entityId } })
  const [about, type] = LOGS[entityType] ?? []
  const id = about && event.data[`${about}Id`]
  if (!about || !type || event.action !== 'create' || typeof id !== 'string' || !scope.linked.has(id)) return null
  return entry(event, scope, { type, about: { kind: about, id }, description: loggedIn(event) })
}

/** Logs name what they are of in their first event. */
const LOGS: Record<string, ['metric' | 'habit', GoalActivity['type']]> = {
  metriclog: ['metric', 'metric_logged'],
  habitlog: ['habit', 'habit_completed'],
}

const ownEntry = (event: Event, scope: Scope): Entry | null => {
  if (event.action !== 'update') return null
  const { status, successCriteria } = event.data
  if (status !== undefined)
    return entry(event, scope, {
      type: 'status_changed',
      title: `Status: ${String(event.previous?.status ?? '')} → ${String(status)}`,
    })
  const criteria = (list: unknown) => (Array.isArray(list) ? (list as SuccessCriterion[]) : [])
  const completed = newlyCompleted(criteria(event.previous?.successCriteria), criteria(successCriteria))
  if (completed.length === 0) return null
  return entry(event, scope, {
    type: 'criterion_completed',
    title: completed.map(({ description }) => description).join(', '),
  })
}

const postedEntry = (event: Event, { goalId }: Scope): Entry => {
  const fields = { ...GOAL_ACTIVITY.defaults, ...event.data } as ActivityRecord
  const { type, title, description, entityType, entityId } = fields
  const own = { id: event.entityId, goalId, createdAt: event.at }
  return { ...own, type, title, description, entityType, entityId, about: null, posted: true }
}

const entry = (
  { id, at, entityType, entityId }: Event,
  { goalId }: Scope,
  { type, title = '', about = null, description = null }: Pick<Entry, 'type'> & Partial<Entry>,
): Entry => ({
  id,
  goalId,
  type,
  title,
  description,
  entityType: about?.kind ?? entityType,
  entityId: about?.id ?? entityId,
  createdAt: at,
  about,
  posted: false,
})

const loggedIn = ({ data }: Event): string | null => {
  const value = data.value ?? data.amount
  return typeof value === 'number' ? String(value) : null
}

/** A client that reports a completed criterion by itself does so within this time. */
const REPORTED_WITHIN_MS = 60_000

/**
 * Drops what the log says where a client has said the same: each report of a completed criterion stands for the
 * completion shortly before it. A new filter for each pass; entries come newest first.
 */
export const withoutDuplicateReports = (): ((entry: Entry) => boolean) => {
  const reported: number[] = []
  return ({ type, posted, createdAt }) => {
    if (type !== 'criterion_completed') return true
    const time = Date.parse(createdAt)
    if (posted) return reported.push(time) > 0
    const echo = reported.findIndex((report) => report - time <= REPORTED_WITHIN_MS)
    if (echo < 0) return true
    reported.splice(echo, 1)
    return false
  }
}
