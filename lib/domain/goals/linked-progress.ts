import { summaryIn } from '../../platform/events/relation.ts'
import type { GoalRecord } from './goal.fields.ts'
import { criteriaPart, type LinkedProgress, later, viewGoal } from './goal.ts'
import type { GoalProgress } from './progress.schema.ts'
import { healthOf, progressOf } from './progress.ts'

/** A link row as goals read it: what points at them, and what it says of itself. */
type LinkSummary = { kind: string; id: string; done?: boolean; atTarget?: boolean; at?: string | null }

/** What goals know of a habit (see statsOf); `at`: the beginning of the last day that it was logged for. */
export type HabitFigures = { consistency: number; streakDays: number; at: string | null }

const NO_HABITS = { streakDays: 0, consistency: 0, total: 0 }

export const NOTHING_LINKED: LinkedProgress = {
  tasks: { completed: 0, total: 0 },
  metrics: { atTarget: 0, total: 0 },
  habits: NO_HABITS,
  lastActivityAt: null,
}

/** What link rows say of the progress of goals. Without `figures` of the habits, goals with habits have no such part. */
export const progressFromLinks = (
  goalIds: string[],
  rows: Record<string, unknown>[],
  figures?: Map<string, HabitFigures>,
): Map<string, LinkedProgress> => {
  const byGoal = Map.groupBy(rows, ({ target }) => String(target))
  return new Map(goalIds.map((id) => [id, progressOfOne((byGoal.get(id) ?? []).map(linkSummary), figures)]))
}

/** Progress and health of a goal. `now`: epoch ms; `zone`: the person's IANA time zone. */
export const wholeProgress = (
  goal: GoalRecord,
  linked: LinkedProgress,
  { now, zone }: { now: number; zone: string },
): GoalProgress => {
  const progress = progressOf(
    { ...linked, habits: linked.habits ?? NO_HABITS, criteria: criteriaPart(goal.successCriteria) },
    goal.progressConfig,
  )
  const { lastActivityAt } = viewGoal(goal, linked)
  return { ...progress, health: healthOf(goal, { now, zone, overall: progress.overall, lastActivityAt }) }
}

const linkSummary = (row: Record<string, unknown>): LinkSummary => ({
  ...summaryIn(row),
  kind: String(row.sourceType),
  id: String(row.source),
})

const progressOfOne = (links: LinkSummary[], figures: Map<string, HabitFigures> | undefined): LinkedProgress => {
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

const habitsPart = (links: LinkSummary[], figures: Map<string, HabitFigures>): LinkedProgress['habits'] => {
  const known = links.map(({ id }) => figures.get(id)).filter((one) => one !== undefined)
  if (known.length === 0) return NO_HABITS
  return {
    streakDays: Math.max(...known.map(({ streakDays }) => streakDays)),
    consistency: known.reduce((sum, { consistency }) => sum + consistency, 0) / known.length,
    total: known.length,
  }
}
