import type { Context } from '../../platform/context.ts'
import { update } from '../../platform/events/change.ts'
import type { Event } from '../../platform/events/event.ts'
import { load, mutateTo } from '../../platform/events/mutate.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { ulidsFrom } from '../../platform/ids.ts'
import { type ListSpec, listPage, type Page } from '../../platform/lists/list.ts'
import { partition } from '../../platform/partition.ts'
import { LAST, sk } from '../../platform/table/keys.ts'
import { HABIT } from '../habits/habit.ts'
import { METRIC } from '../metrics/metric.ts'
import { TASK } from '../tasks/task.ts'
import { titleOf } from '../text/title.ts'
import type { ActivityQuery, CreateActivity, GoalActivity } from './activity.schema.ts'
import {
  type About,
  type Entry,
  entryOf,
  newActivity,
  type Scope,
  viewActivity,
  withoutDuplicateReports,
} from './activity.ts'
import { GOAL } from './goal.ts'
import { linkedIds } from './goal-links.repository.ts'

/** Notes something about a goal, which is thereby active. @throws 404 */
export const addActivity = (
  ctx: Context,
  goalId: string,
  input: CreateActivity,
  claim?: Claim | null,
): Promise<GoalActivity> =>
  mutateTo(
    ctx,
    GOAL,
    goalId,
    async (goal, at) => {
      const note = newActivity({ id: ctx.newId(at), userId: ctx.userId, goalId }, input, at)
      const touched = update(GOAL, goal, { lastActivityAt: note.after.createdAt }, at, 'activity_added')
      return { changes: touched ? [note, touched] : [note], result: viewActivity(note.after) }
    },
    claim,
  )

/**
 * What happened to a goal and to what is linked to it now, newest first: the person's event log since the goal was
 * made, with what was noted. A call looks at up to 4,000 events; the cursor goes on from there.
 * @throws 404, 400 for the cursor
 */
export const listActivity = async (ctx: Context, goalId: string, query: ActivityQuery): Promise<Page<GoalActivity>> => {
  const [goal, linked] = await Promise.all([load(ctx, GOAL, goalId), linkedIds(ctx, goalId)])
  const { page, pageSize, limit, cursor } = query
  const spec = specOf({ goalId, linked }, Date.parse(goal.createdAt))
  const found = await listPage(ctx, spec, { page, pageSize: limit ?? pageSize, cursor })
  return { ...found, data: await titled(ctx, found.data as Entry[]) }
}

const specOf = (scope: Scope, since: number): ListSpec<Entry | null> => {
  const isNew = withoutDuplicateReports()
  return {
    name: `goal-activity ${scope.goalId}`,
    range: { from: sk.event(ulidsFrom(since)), to: sk.events() + LAST, descending: true },
    read: (item) => entryOf(item as Event, scope),
    keep: (entry) => entry !== null && isNew(entry),
  }
}

/** What entries of the activity are about. */
const KINDS = { task: TASK, metric: METRIC, habit: HABIT }

/** Entries with the titles of what they are about; what is gone is called by its kind. */
const titled = async (ctx: Context, entries: Entry[]): Promise<GoalActivity[]> => {
  const keys = new Set(entries.flatMap(({ about }) => (about ? [sk.entity(about.kind, about.id)] : [])))
  const items = await partition(ctx).getMany([...keys])
  const rows = new Map(items.map((item) => [String(item.SK), item]))
  const nameOf = ({ kind, id }: About) => {
    const row = rows.get(sk.entity(kind, id))
    return row ? titleOf(KINDS[kind], row) : kind
  }
  return entries.map(({ about, posted: _, ...activity }) => (about ? { ...activity, title: nameOf(about) } : activity))
}
