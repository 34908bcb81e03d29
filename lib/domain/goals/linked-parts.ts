import type { Context } from '../../platform/context.ts'
import { LAST, sk, userPk } from '../../platform/table/keys.ts'
import { type Item, queryAll, startingWith } from '../../platform/table/table.ts'
import { type LinkedParts, later } from './goal.ts'

/** Up to so many goals are asked for one by one; more of them lie in one range. */
const SINGLY = 8

/** A link row as goals read it: what points at them, and what it says of itself. */
type Told = { kind: string; id: string; done?: boolean; atTarget?: boolean; at?: string | null }

export const NO_PARTS: LinkedParts = {
  tasks: { completed: 0, total: 0 },
  metrics: { atTarget: 0, total: 0 },
  habits: { streakDays: 0, consistency: 0, total: 0 },
  lastActivityAt: null,
}

/** What the links of goals say, by goal. The goals may come in any order. One round trip (and one for habits). */
export const linkedParts = async (ctx: Context, goalIds: string[]): Promise<Map<string, LinkedParts>> => {
  return partsIn(goalIds, (await Promise.all(rangesOf(goalIds).map((range) => read(ctx, range)))).flat())
}

/** The same, from link rows that are at hand. */
export const partsIn = (goalIds: string[], rows: Item[]): Map<string, LinkedParts> => {
  const byGoal = Map.groupBy(rows, ({ target }) => String(target))
  return new Map(goalIds.map((id) => [id, partsOf((byGoal.get(id) ?? []).map(toldBy))]))
}

/** The ids of what is linked to a goal, by kind. */
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

const read = (ctx: Context, bounds: Bounds): Promise<Item[]> =>
  queryAll({ pk: userPk(ctx.userId), ...bounds }, { deadline: ctx.deadline })

const toldBy = ({ source, sourceType, tells }: Item): Told => ({
  ...(tells as object),
  kind: String(sourceType),
  id: String(source),
})

const partsOf = (links: Told[]): LinkedParts => {
  const tasks = links.filter(({ kind }) => kind === 'task')
  const metrics = links.filter(({ kind }) => kind === 'metric')
  return {
    tasks: { completed: tasks.filter(({ done }) => done).length, total: tasks.length },
    metrics: { atTarget: metrics.filter(({ atTarget }) => atTarget).length, total: metrics.length },
    habits: NO_PARTS.habits,
    lastActivityAt: links.reduce<string | null>((newest, { at }) => later(newest, at ?? null), null),
  }
}
