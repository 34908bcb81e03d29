import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { listGoals } from '../goals/goal.list.ts'
import type { Goal } from '../goals/goal.schema.ts'
import { readProgress } from '../goals/goal.service.ts'
import type { HabitRecord } from '../habits/habit.fields.ts'
import { HABIT } from '../habits/habit.ts'
import type { MetricRecord } from '../metrics/metric.fields.ts'
import { METRIC } from '../metrics/metric.ts'
import { PROJECT } from '../projects/project.ts'
import { TASK } from '../tasks/task.ts'
import { addDays } from '../time/dates.ts'
import { startOfDay } from '../time/zone.ts'
import { effect } from '../wallet/ledger.ts'
import { transactionsBetween } from '../wallet/wallet.service.ts'
import { type Asked, daysNeeded, habitResult, habitWeekOf } from './habit-week.ts'
import type { WeekFacts } from './weekly-review.ts'

/** Reads the facts of a week: first all lists in parallel, then the logs of each habit and metric. */
export const factsOf = async (ctx: Context, asked: Asked): Promise<WeekFacts> => {
  const { week, today, zone } = asked
  const [from, to] = [startOfDay(week.start, zone), startOfDay(addDays(week.end, 1), zone)]
  const [tasks, goals, projects, habits, metricsLogged, logbook, transactions] = await Promise.all([
    rowsOf(ctx, startingWith(sk.entities(TASK.name))),
    listGoals(ctx, {}),
    rowsOf(ctx, startingWith(sk.entities(PROJECT.name))),
    readHabits(ctx, asked),
    countMetricLogs(ctx, from, to),
    rowsOf(ctx, { from: sk.logbookEntry(week.start), to: sk.logbookEntry(week.end) }),
    transactionsBetween(ctx, from, to),
  ])
  return {
    week,
    today,
    zone,
    tasks: tasks.map((item) => fromItem(TASK, item)),
    goals: await Promise.all(goals.data.map((goal) => withProgress(ctx, goal))),
    projects: projects.map((item) => fromItem(PROJECT, item)),
    habits,
    metricsLogged,
    logbook: logbook.map(({ energyLevel }) => ({ energyLevel: typeof energyLevel === 'number' ? energyLevel : null })),
    earned: transactions.map((one) => effect(one).earned),
  }
}

/** Computes the progress that lists omit because it needs the logs of many habits. A review is worth those reads. */
const withProgress = async (ctx: Context, goal: Goal): Promise<WeekFacts['goals'][number]> => ({
  ...goal,
  progress: goal.cachedProgress ?? (await readProgress(ctx, goal.id)).overall,
})

const rowsOf = (ctx: Context, bounds: { from: string; to: string }): Promise<Item[]> => partition(ctx).range(bounds)

const readHabits = async (ctx: Context, asked: Asked): Promise<WeekFacts['habits']> => {
  const items = await rowsOf(ctx, startingWith(sk.entities(HABIT.name)))
  return Promise.all(items.map((item) => readHabit(ctx, fromItem(HABIT, item), asked)))
}

const readHabit = async (ctx: Context, habit: HabitRecord, asked: Asked): Promise<WeekFacts['habits'][number]> => {
  const habitWeek = habitWeekOf(habit, asked)
  const needed = daysNeeded(habitWeek, asked)
  if (!needed) return { name: habit.name, reached: 0, slots: 0 }
  const { from, to } = needed
  const [logs, skips] = await Promise.all([
    rowsOf(ctx, { from: sk.habitLog(habit.id, from), to: sk.habitLog(habit.id, to) }),
    rowsOf(ctx, { from: sk.habitSkip(habit.id, from), to: sk.habitSkip(habit.id, to) }),
  ])
  const history = {
    logs: logs.map(({ date, amount }) => ({ date: String(date), amount: typeof amount === 'number' ? amount : null })),
    skips: skips.map(({ date }) => String(date)),
  }
  return habitResult(habit, habitWeek, history, asked)
}

/** Reads logs only of metrics whose logs may lie in the week. Epoch ms, the end exclusive. */
const countMetricLogs = async (ctx: Context, from: number, to: number): Promise<number> => {
  const [start, end] = [new Date(from).toISOString(), new Date(to).toISOString()]
  const metrics = (await rowsOf(ctx, startingWith(sk.entities(METRIC.name)))).map((item) => fromItem(METRIC, item))
  const touched = metrics.filter(({ firstLoggedAt, lastLoggedAt }: MetricRecord) =>
    Boolean(firstLoggedAt && lastLoggedAt && firstLoggedAt < end && lastLoggedAt >= start),
  )
  const logs = await Promise.all(
    touched.map(({ id }) => {
      const prefix = sk.metricLogs(id)
      return rowsOf(ctx, { from: prefix + start, to: prefix + end })
    }),
  )
  return logs.flat().length
}
