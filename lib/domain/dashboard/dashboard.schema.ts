import * as z from 'zod'
import { Goal } from '../goals/goal.schema.ts'
import { Habit } from '../habits/habit.schema.ts'
import { LogbookEntry } from '../logbook/logbook.schema.ts'
import { Metric } from '../metrics/metric.schema.ts'
import { Project } from '../projects/project.schema.ts'
import { RewardWithRedemptions } from '../rewards/reward.schema.ts'
import { Task } from '../tasks/task.schema.ts'
import { WalletBalance, WalletTransaction } from '../wallet/wallet.schema.ts'

/** What the lists hold, in one answer: clients fill their lists from it. */
export const Dashboard = z
  .object({
    tasks: z.array(Task),
    goals: z.array(Goal),
    projects: z.array(Project),
    habits: z.array(Habit),
    metrics: z.array(Metric),
    logbookEntries: z.array(LogbookEntry),
    rewards: z.array(RewardWithRedemptions),
    wallet: z.object({ balance: WalletBalance, recentTransactions: z.array(WalletTransaction) }),
  })
  .meta({ id: 'Dashboard' })
export type Dashboard = z.infer<typeof Dashboard>

export const DashboardQuery = z.object({
  includeCompleted: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .describe('false leaves out tasks that are done, goals that are achieved and projects that are completed'),
  taskLimit: z.coerce.number().int().min(1).max(1_000).optional(),
  transactionLimit: z.coerce.number().int().min(1).max(1_000).default(100),
})
export type DashboardQuery = z.infer<typeof DashboardQuery>
