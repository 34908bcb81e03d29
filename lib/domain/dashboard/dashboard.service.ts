import type { Context } from '../../platform/context.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { MAX_ROWS } from '../../platform/lists/list.ts'
import { type Item, type PageRange, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import type { GoalRecord } from '../goals/goal.fields.ts'
import type { Goal } from '../goals/goal.schema.ts'
import { viewGoals } from '../goals/goal.service.ts'
import { GOAL, viewGoal } from '../goals/goal.ts'
import { NOTHING_LINKED, progressFromLinks } from '../goals/linked-progress.ts'
import type { HabitRecord } from '../habits/habit.fields.ts'
import { HABIT, viewHabit } from '../habits/habit.ts'
import { linkRowsOf } from '../links/rows.ts'
import { LOGBOOK, viewEntry } from '../logbook/logbook.ts'
import { listMetrics } from '../metrics/metric.list.ts'
import type { Metric } from '../metrics/metric.schema.ts'
import { METRIC } from '../metrics/metric.ts'
import { profileIn } from '../profile/profile.service.ts'
import type { Project } from '../projects/project.schema.ts'
import { PROJECT } from '../projects/project.ts'
import { rewardRange, rewardsIn } from '../rewards/reward.service.ts'
import type { Task } from '../tasks/task.schema.ts'
import { TASK } from '../tasks/task.ts'
import { readLedger } from '../wallet/wallet.service.ts'
import type { Dashboard, DashboardQuery } from './dashboard.schema.ts'

/**
 * What the lists hold, up to 1,000 rows each. Eight parallel queries: the profile lies
 * next to the projects, the wallet next to its transactions, and the progress of goals follows from what is linked to
 * them, which is read anyway (but for habits: their figures take their logs).
 */
export const readDashboard = async (ctx: Context, query: DashboardQuery): Promise<Dashboard> => {
  const [taskRows, goalRows, projectRows, habitRows, metrics, logbookRows, rewardRows, wallet] = await Promise.all([
    rowsOf(ctx, startingWith(sk.entities(TASK.name))),
    rowsOf(ctx, startingWith(sk.entities(GOAL.name))),
    rowsOf(ctx, { from: sk.profile(), to: startingWith(sk.entities(PROJECT.name)).to }, MAX_ROWS + 1),
    rowsOf(ctx, startingWith(sk.entities(HABIT.name))),
    listMetrics(ctx, {}),
    rowsOf(ctx, { ...startingWith(sk.logbookEntries()), descending: true }),
    rowsOf(ctx, rewardRange, 2 * MAX_ROWS),
    readLedger(ctx, query.transactionLimit),
  ])
  const isProfile = ({ SK }: Item) => SK === sk.profile()
  const { timeZone: zone } = profileIn(ctx, projectRows.find(isProfile))
  const all = {
    tasks: taskRows.map((row) => fromItem(TASK, row)),
    goals: goalRows.map((row) => fromItem(GOAL, row)),
    projects: projectRows.filter((row) => !isProfile(row)).map((row) => fromItem(PROJECT, row)),
    habits: habitRows.map((row) => fromItem(HABIT, row)),
    metrics: metrics.data,
  }
  const { includeCompleted, taskLimit } = query
  const goals = await withProgress(ctx, all)
  return {
    tasks: all.tasks.filter(({ status }) => includeCompleted || status !== 'Done').slice(0, taskLimit),
    goals: goals.filter(({ status }) => includeCompleted || status !== 'Achieved'),
    projects: all.projects.filter(({ status }) => includeCompleted || status !== 'Completed'),
    habits: all.habits.map(viewHabit),
    metrics: metrics.data,
    logbookEntries: logbookRows.map((row) => viewEntry(fromItem(LOGBOOK, row))),
    rewards: rewardsIn(rewardRows, { now: ctx.now(), zone }),
    wallet,
  }
}

/** Rows of a range in key order, up to `limit`: one query for each 1 MB. */
const rowsOf = async (ctx: Context, bounds: Omit<PageRange, 'limit' | 'after'>, limit = MAX_ROWS): Promise<Item[]> => {
  const own = partition(ctx)
  const rows: Item[] = []
  let after: Item | undefined
  do {
    const range = { ...bounds, limit: limit - rows.length, after }
    const page = await own.page(range)
    rows.push(...page.items)
    after = page.next
  } while (after && rows.length < limit)
  return rows
}

type Everything = {
  tasks: Task[]
  goals: GoalRecord[]
  projects: Project[]
  habits: HabitRecord[]
  metrics: Metric[]
}

/** Where a list is longer than what was read, the link rows are asked instead. */
const withProgress = async (ctx: Context, all: Everything): Promise<Goal[]> => {
  const { goals, tasks, projects, habits, metrics } = all
  if ([tasks, projects, habits, metrics].some(({ length }) => length >= MAX_ROWS)) return viewGoals(ctx, goals)
  const records = metrics.map((metric) => ({ ...metric, currentValue: metric.currentValue ?? null }))
  const linked = progressFromLinks(
    goals.map(({ id }) => id),
    [
      ...linkRowsOf(TASK, tasks, GOAL.name),
      ...linkRowsOf(METRIC, records, GOAL.name),
      ...linkRowsOf(HABIT, habits, GOAL.name),
      ...linkRowsOf(PROJECT, projects, GOAL.name),
    ],
  )
  return goals.map((goal) => viewGoal(goal, linked.get(goal.id) ?? NOTHING_LINKED))
}
