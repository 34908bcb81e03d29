import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import type { Habit } from '../habits/habit.schema.ts'
import { viewHabit } from '../habits/habit.ts'
import { viewWithLogs } from '../metrics/metric.list.ts'
import type { Metric } from '../metrics/metric.schema.ts'
import type { Task } from '../tasks/task.schema.ts'
import type { Goal } from './goal.schema.ts'
import { GOAL, viewGoal } from './goal.ts'
import { readGoalRows } from './goal-links.repository.ts'
import { habitFigures } from './linked-progress.service.ts'
import { NOTHING_LINKED, progressFromLinks, wholeProgress } from './linked-progress.ts'
import type { GoalProgress } from './progress.schema.ts'

/** A goal with everything that is linked to it, up to 100 of each kind, by id. */
export type GoalWithLinks = { goal: Goal; progress: GoalProgress; tasks: Task[]; metrics: Metric[]; habits: Habit[] }

/**
 * A goal with its progress and what is linked to it: its links are one table call, and each 100 rows of what is linked one
 * more, two rows for a metric or a habit. Active habits whose rows of recent days are missing take two each. @throws 404
 */
export const readGoalWithLinks = async (ctx: Context, goalId: string): Promise<GoalWithLinks> => {
  const { goal, profile, links, tasks, metrics, habits, derived } = await readGoalRows(ctx, goalId)
  if (!goal) throw notFound(GOAL.label)
  const figures = await habitFigures(ctx, habits, profile, derived)
  const linked = progressFromLinks([goalId], links, figures).get(goalId) ?? NOTHING_LINKED
  return {
    goal: viewGoal(goal, linked),
    progress: wholeProgress(goal, linked, { now: ctx.now(), zone: profile.timeZone }),
    tasks,
    metrics: viewWithLogs(ctx.userId, metrics, derived),
    habits: habits.map(viewHabit),
  }
}
