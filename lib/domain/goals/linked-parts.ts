import { type Context, isoAt } from '../../platform/context.ts'
import { loadMany } from '../../platform/events/mutate.ts'
import { summaryIn } from '../../platform/events/relation.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { LAST, sk, startingWith } from '../../platform/table/keys.ts'
import { HABIT } from '../habits/habit.ts'
import { calendarIn, type Figures, figuresOf } from '../habits/stats.service.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { startOfDay } from '../time/zone.ts'
import { type LinkedParts, later } from './goal.ts'

/** Up to so many goals are asked for one by one; more of them lie in one range. */
const SINGLY = 8
/** The figures of a habit depend on the day and take two queries: a list asks for those of so many at most. */
const MAX_HABITS = 40

/** A link row as goals read it: what points at them, and what it says of itself. */
type LinkSummary = { kind: string; id: string; done?: boolean; atTarget?: boolean; at?: string | null }

export const NO_HABITS = { streakDays: 0, consistency: 0, total: 0 }

export const NO_PARTS: LinkedParts = {
  tasks: { completed: 0, total: 0 },
  metrics: { atTarget: 0, total: 0 },
  habits: NO_HABITS,
  lastActivityAt: null,
}

/**
 * What the links of goals say, by goal. The goals may come in any order. One round trip where no habits are linked;
 * else two more, with two queries for each habit.
 */
export const linkedParts = async (ctx: Context, goalIds: string[]): Promise<Map<string, LinkedParts>> => {
  const rows = (await Promise.all(rangesOf(goalIds).map((range) => read(ctx, range)))).flat()
  const wanted = new Set(goalIds)
  const habits = rows.filter(({ sourceType, target }) => sourceType === HABIT.name && wanted.has(String(target)))
  const ids = [...new Set(habits.map(({ source }) => String(source)))]
  const tooMany = goalIds.length > 1 && ids.length > MAX_HABITS
  return partsIn(goalIds, rows, tooMany ? undefined : await habitFigures(ctx, ids))
}

/** The same, from link rows that are at hand. Without `figures` of the habits a goal with habits has no such part. */
export const partsIn = (
  goalIds: string[],
  rows: Item[],
  figures?: Map<string, HabitFigures>,
): Map<string, LinkedParts> => {
  const byGoal = Map.groupBy(rows, ({ target }) => String(target))
  return new Map(goalIds.map((id) => [id, partsOf((byGoal.get(id) ?? []).map(summaryOf), figures)]))
}

/** The ids of what is linked to a goal, with its kind. */
export const linkedIds = async (ctx: Context, goalId: string): Promise<Map<string, string>> => {
  const rows = await read(ctx, startingWith(sk.linksTo('goal', goalId)))
  return new Map(rows.map(({ source, sourceType }) => [String(source), String(sourceType)]))
}

type Bounds = { from: string; to: string }

const rangesOf = (goalIds: string[]): Bounds[] => {
  if (goalIds.length <= SINGLY) return goalIds.map((id) => startingWith(sk.linksTo('goal', id)))
  const sorted = [...goalIds].sort()
  return [{ from: sk.linksTo('goal', sorted[0] ?? ''), to: sk.linksTo('goal', sorted.at(-1) ?? '') + LAST }]
}

const read = (ctx: Context, bounds: Bounds): Promise<Item[]> => partition(ctx).range(bounds)

/** What goals know of a habit; `at`: the beginning of the last day that it was logged for. */
type HabitFigures = Pick<Figures, 'consistency' | 'streakDays'> & { at: string | null }

/** Of those that are active: the others ask for nothing. */
const habitFigures = async (ctx: Context, ids: string[]): Promise<Map<string, HabitFigures>> => {
  if (ids.length === 0) return new Map()
  const [habits, profile] = await Promise.all([loadMany(ctx, HABIT, ids), loadProfile(ctx)])
  const active = habits.filter(({ status }) => status === 'Active')
  const figures = await figuresOf(ctx, active, calendarIn(ctx, profile))
  const instant = (date: string | null) => date && isoAt(startOfDay(date, profile.timeZone))
  return new Map([...figures].map(([id, { lastLoggedDate, ...own }]) => [id, { ...own, at: instant(lastLoggedDate) }]))
}

const summaryOf = (row: Item): LinkSummary => ({
  ...summaryIn(row),
  kind: String(row.sourceType),
  id: String(row.source),
})

const partsOf = (links: LinkSummary[], figures: Map<string, HabitFigures> | undefined): LinkedParts => {
  const { task: tasks = [], metric: metrics = [], habit: habits = [] } = Object.groupBy(links, ({ kind }) => kind)
  return {
    tasks: { completed: tasks.filter(({ done }) => done).length, total: tasks.length },
    metrics: { atTarget: metrics.filter(({ atTarget }) => atTarget).length, total: metrics.length },
    habits: habits.length === 0 ? NO_HABITS : figures ? habitsPart(habits, figures) : null,
    lastActivityAt: links
      .map(({ id, at }) => at ?? figures?.get(id)?.at ?? null)
      .reduce((newest, at) => later(newest, at), null),
  }
}

const habitsPart = (links: LinkSummary[], figures: Map<string, HabitFigures>): LinkedParts['habits'] => {
  const known = links.map(({ id }) => figures.get(id)).filter((one) => one !== undefined)
  if (known.length === 0) return NO_HABITS
  return {
    streakDays: Math.max(...known.map(({ streakDays }) => streakDays)),
    consistency: known.reduce((sum, { consistency }) => sum + consistency, 0) / known.length,
    total: known.length,
  }
}
