import * as z from 'zod'

const Percent = z.number().int().min(0).max(100)
const Count = z.number().int()

export const GoalHealth = z
  .object({
    status: z.enum(['healthy', 'at_risk', 'behind', 'dormant']),
    daysRemaining: z.number().int().nullable().describe('Days of the calendar to the target date; negative after it'),
    velocityScore: z.number().describe('Per cent a day since the goal was created'),
    momentum: z.enum(['active', 'dormant']).describe('Active: something happened in the last 7 days'),
    expectedProgress: z.number().nullable().describe('Per cent of the time to the target date that has passed'),
  })
  .meta({ id: 'GoalHealth' })
export type GoalHealth = z.infer<typeof GoalHealth>

export const GoalProgress = z
  .object({
    overall: z.number().int().describe('Weighted mean; parts without items count as 0. A manual override wins'),
    overallOfTracked: z
      .number()
      .int()
      .describe('Weighted mean of the parts that have items. A manual override wins here too'),
    criteria: z.object({ completed: Count, total: Count, percentage: Percent }),
    tasks: z.object({ completed: Count, total: Count, percentage: Percent }),
    metrics: z.object({ atTarget: Count, total: Count, percentage: Percent }),
    habits: z.object({
      streakDays: Count.describe('The longest of the current streaks'),
      consistency: Percent.describe('Mean of the linked habits'),
      total: Count,
    }),
    health: GoalHealth,
  })
  .meta({ id: 'GoalProgressBreakdown' })
export type GoalProgress = z.infer<typeof GoalProgress>
