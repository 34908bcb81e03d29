import * as habits from '../../lib/domain/habits/habit.service.ts'
import { HABIT } from '../../lib/domain/habits/habit.ts'
import * as logs from '../../lib/domain/habits/habit-log.service.ts'
import * as skips from '../../lib/domain/habits/habit-skip.service.ts'
import * as stats from '../../lib/domain/habits/stats.service.ts'
import { deleteEntity } from '../../lib/domain/trash/trash.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listHabits: ({ ctx, query }) => habits.listHabits(ctx, query),
  createHabit: ({ ctx, claim, body }) => habits.createHabit(ctx, body, claim),
  listHabitsToday: ({ ctx }) => stats.listToday(ctx),
  readHabit: ({ ctx, params }) => habits.readHabit(ctx, params.habitId),
  updateHabit: ({ ctx, params, body }) => habits.updateHabit(ctx, params.habitId, body),
  replaceHabit: ({ ctx, params, body }) => habits.replaceHabit(ctx, params.habitId, body),
  deleteHabit: ({ ctx, params }) => deleteEntity(ctx, HABIT, params.habitId),
  listHabitLogs: ({ ctx, params, query }) => logs.listLogs(ctx, params.habitId, query),
  logHabit: ({ ctx, claim, params, body }) => logs.logDay(ctx, params.habitId, body, claim),
  readHabitLog: ({ ctx, params }) => logs.readLog(ctx, params.habitId, params.date),
  updateHabitLog: ({ ctx, params, body }) => logs.updateLog(ctx, params.habitId, params.date, body),
  replaceHabitLog: ({ ctx, params, body }) => logs.replaceLog(ctx, params.habitId, params.date, body),
  deleteHabitLog: ({ ctx, params }) => logs.deleteLog(ctx, params.habitId, params.date),
  listHabitSkips: ({ ctx, params, query }) => skips.listSkips(ctx, params.habitId, query),
  skipHabit: ({ ctx, claim, params, body }) => skips.createSkip(ctx, params.habitId, body, claim),
  deleteHabitSkip: ({ ctx, params }) => skips.deleteSkip(ctx, params.habitId, params.date),
  readHabitStats: ({ ctx, params }) => stats.readStats(ctx, params.habitId),
  readHabitHeatmap: ({ ctx, params, query }) => stats.readHeatmap(ctx, params.habitId, query),
})
