import { addActivity, listActivity } from '../../lib/domain/goals/activity.service.ts'
import { listGoals } from '../../lib/domain/goals/goal.list.ts'
import * as goals from '../../lib/domain/goals/goal.service.ts'
import { GOAL } from '../../lib/domain/goals/goal.ts'
import * as links from '../../lib/domain/goals/goal-link.service.ts'
import { HABIT } from '../../lib/domain/habits/habit.ts'
import { METRIC } from '../../lib/domain/metrics/metric.ts'
import { PROJECT } from '../../lib/domain/projects/project.ts'
import { TASK } from '../../lib/domain/tasks/task.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listGoals: ({ ctx, query }) => listGoals(ctx, query),
  createGoal: ({ ctx, claim, body }) => goals.createGoal(ctx, body, claim),
  readGoal: ({ ctx, params }) => goals.readGoal(ctx, params.goalId),
  updateGoal: ({ ctx, params, body }) => goals.updateGoal(ctx, params.goalId, body),
  replaceGoal: ({ ctx, params, body }) => goals.replaceGoal(ctx, params.goalId, body),
  deleteGoal: ({ ctx, params }) => deleteEntity(ctx, GOAL, params.goalId),
  setCriterion: ({ ctx, params, body }) => goals.setCriterion(ctx, params.goalId, params.criterionId, body),
  completeCriterion: ({ ctx, claim, params }) =>
    goals.setCriterion(ctx, params.goalId, params.criterionId, { isCompleted: true }, claim),
  readGoalProgress: ({ ctx, params }) => goals.readProgress(ctx, params.goalId),
  listGoalActivity: ({ ctx, params, query }) => listActivity(ctx, params.goalId, query),
  addGoalActivity: ({ ctx, claim, params, body }) => addActivity(ctx, params.goalId, body, claim),
  listGoalTasks: ({ ctx, params, query }) => links.tasksOfGoal(ctx, params.goalId, query),
  linkGoalTask: ({ ctx, claim, params, body }) => links.linkToGoal(ctx, TASK, body.taskId, params.goalId, claim),
  unlinkGoalTask: ({ ctx, params }) => links.unlinkFromGoal(ctx, TASK, params.taskId, params.goalId),
  listGoalMetrics: ({ ctx, params, query }) => links.metricsOfGoal(ctx, params.goalId, query),
  linkGoalMetric: ({ ctx, claim, params, body }) => links.linkToGoal(ctx, METRIC, body.metricId, params.goalId, claim),
  unlinkGoalMetric: ({ ctx, params }) => links.unlinkFromGoal(ctx, METRIC, params.metricId, params.goalId),
  listGoalHabits: ({ ctx, params, query }) => links.habitsOfGoal(ctx, params.goalId, query),
  linkGoalHabit: ({ ctx, claim, params, body }) => links.linkToGoal(ctx, HABIT, body.habitId, params.goalId, claim),
  unlinkGoalHabit: ({ ctx, params }) => links.unlinkFromGoal(ctx, HABIT, params.habitId, params.goalId),
  listGoalProjects: ({ ctx, params, query }) => links.projectsOfGoal(ctx, params.goalId, query),
  linkGoalProject: ({ ctx, claim, params, body }) =>
    links.linkToGoal(ctx, PROJECT, body.projectId, params.goalId, claim),
  unlinkGoalProject: ({ ctx, params }) => links.unlinkFromGoal(ctx, PROJECT, params.projectId, params.goalId),
})
