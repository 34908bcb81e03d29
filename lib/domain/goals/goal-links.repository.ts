import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../platform/table/keys.ts'
import type { HabitRecord } from '../habits/habit.fields.ts'
import { HABIT } from '../habits/habit.ts'
import type { MetricRecord } from '../metrics/metric.fields.ts'
import { METRIC } from '../metrics/metric.ts'
import type { Profile } from '../profile/profile.schema.ts'
import { profileIn } from '../profile/profile.service.ts'
import type { Task } from '../tasks/task.schema.ts'
import { TASK } from '../tasks/task.ts'
import type { GoalRecord } from './goal.fields.ts'
import { GOAL } from './goal.ts'

/** Up to so many goals are asked for one by one; more of them lie in one range. */
const SINGLY = 8
/** Linked entities of each kind that are read with a goal. */
const MOST = 100

/** The rows of all links to goals, which may come in any order. One round trip. */
export const readLinkRows = async (ctx: Context, goalIds: string[]): Promise<Item[]> => {
  const rows = partition(ctx)
  const read = (bounds: Bounds) => rows.range(bounds)
  return (await Promise.all(rangesOf(goalIds).map(read))).flat()
}

/** The ids of what is linked to a goal, with its kind. */
export const linkedIds = async (ctx: Context, goalId: string): Promise<Map<string, string>> => {
  const rows = await readLinkRows(ctx, [goalId])
  return new Map(rows.map(({ source, sourceType }) => [String(source), String(sourceType)]))
}

/** A goal's row and those of what is linked to it, with what their figures need. */
export type GoalRows = {
  goal: GoalRecord | null
  profile: Profile
  links: Item[]
  tasks: Task[]
  metrics: MetricRecord[]
  habits: HabitRecord[]
  /** The rows of the metrics' newest logs and of the habits' recent days, by key. */
  derived: Map<string, Item>
}

/** Up to 100 linked entities of each kind. Two round trips; one call more for each 100 rows. */
export const readGoalRows = async (ctx: Context, goalId: string): Promise<GoalRows> => {
  const links = await readLinkRows(ctx, [goalId])
  const idsOf = (kind: { name: string }) =>
    [...new Set(links.filter(({ sourceType }) => sourceType === kind.name).map(({ source }) => String(source)))]
      .sort()
      .slice(0, MOST)
  const [tasks, metrics, habits] = [idsOf(TASK), idsOf(METRIC), idsOf(HABIT)]
  const keys = [
    sk.profile(),
    sk.entity(GOAL.name, goalId),
    ...tasks.map((id) => sk.entity(TASK.name, id)),
    ...metrics.flatMap((id) => [sk.entity(METRIC.name, id), sk.recentLogs(id)]),
    ...habits.flatMap((id) => [sk.entity(HABIT.name, id), sk.recentDays(id)]),
  ]
  const items = await partition(ctx).getMany(keys)
  const rows = new Map(items.map((item) => [String(item.SK), item]))
  const stored = (kind: { name: string }, ids: string[]) =>
    ids.map((id) => rows.get(sk.entity(kind.name, id))).filter((row) => row !== undefined)
  const [goal] = stored(GOAL, [goalId])
  return {
    goal: goal ? fromItem(GOAL, goal) : null,
    profile: profileIn(ctx, rows.get(sk.profile())),
    links,
    tasks: stored(TASK, tasks).map((row) => fromItem(TASK, row)),
    metrics: stored(METRIC, metrics).map((row) => fromItem(METRIC, row)),
    habits: stored(HABIT, habits).map((row) => fromItem(HABIT, row)),
    derived: rows,
  }
}

/** Habits, and the rows of their recent days by key. One round trip for each 50. */
export const readHabitsWithDays = async (
  ctx: Context,
  ids: string[],
): Promise<{ habits: HabitRecord[]; days: Map<string, Item> }> => {
  const items = await partition(ctx).getMany(ids.flatMap((id) => [sk.entity(HABIT.name, id), sk.recentDays(id)]))
  const { habits = [], days = [] } = Object.groupBy(items, ({ SK }) =>
    String(SK).startsWith(sk.entities(HABIT.name)) ? 'habits' : 'days',
  )
  return {
    habits: habits.map((item) => fromItem(HABIT, item)),
    days: new Map(days.map((item) => [String(item.SK), item])),
  }
}

type Bounds = { from: string; to: string }

const rangesOf = (goalIds: string[]): Bounds[] => {
  if (goalIds.length <= SINGLY) return goalIds.map((id) => startingWith(sk.linksTo('goal', id)))
  const sorted = [...goalIds].sort()
  return [{ from: sk.linksTo('goal', sorted[0] ?? ''), to: sk.linksTo('goal', sorted.at(-1) ?? '') + LAST }]
}
