import type { Context } from '../../../platform/context.ts'
import { listGoals } from '../../goals/goal.list.ts'
import type { Goal } from '../../goals/goal.schema.ts'
import { readGoal, readProgress } from '../../goals/goal.service.ts'
import { habitsOfGoal, metricsOfGoal, tasksOfGoal } from '../../goals/goal-link.service.ts'
import type { GoalProgress } from '../../goals/progress.schema.ts'
import type { Habit } from '../../habits/habit.schema.ts'
import type { Metric } from '../../metrics/metric.schema.ts'
import type { Task } from '../../tasks/task.schema.ts'

/** A goal with everything that is linked to it. */
export type GoalFacts = { goal: Goal; progress: GoalProgress; tasks: Task[]; metrics: Metric[]; habits: Habit[] }

const PAGE = { pageSize: 100 }

/** @throws 404 */
export const readGoalFacts = async (ctx: Context, goalId: string): Promise<GoalFacts> => {
  const [goal, progress, tasks, metrics, habits] = await Promise.all([
    readGoal(ctx, goalId),
    readProgress(ctx, goalId),
    tasksOfGoal(ctx, goalId, PAGE),
    metricsOfGoal(ctx, goalId, PAGE),
    habitsOfGoal(ctx, goalId, PAGE),
  ])
  return { goal, progress, tasks: tasks.data, metrics: metrics.data, habits: habits.data }
}

/** Up to 100 goals that are neither achieved nor given up. */
export const openGoals = async (ctx: Context): Promise<Goal[]> => {
  const { data } = await listGoals(ctx, { pageSize: 100 })
  return data.filter(({ status }) => status !== 'Achieved' && status !== 'Abandoned')
}
