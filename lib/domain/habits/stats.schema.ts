import * as z from 'zod'
import { LocalDate, pageOf } from '../fields.ts'

export const StreakUnit = z.enum(['day', 'week', 'month', 'interval']).meta({ id: 'HabitStreakUnit' })

export const HabitStats = z
  .object({
    total: z.number().int().describe('Days with a log'),
    last7Days: z.number().int().describe('Days with a log, today included'),
    last30Days: z.number().int(),
    currentStreak: z.number().int().describe('In units, up to today or the unit before it'),
    longestStreak: z.number().int(),
    streakUnit: StreakUnit.describe('What streaks count: days that are asked for, weeks, months, or "every n days"'),
    streakDays: z.number().int().describe('Days that the current streak spans'),
    completionRate: z.number().describe('0 to 1: what was reached of what was asked for in the last 30 days'),
    consistency: z.number().describe('0 to 100: completion rate, number of logs and streak of the last 30 days'),
    strength: z.number().describe('0 to 1: how established the habit is; halfway after 13 perfect days'),
    lastLoggedDate: z.string().nullable(),
  })
  .meta({ id: 'HabitStats' })
export type HabitStats = z.infer<typeof HabitStats>

export const HeatmapQuery = z.object({
  startDate: LocalDate.optional().describe('Half a year before endDate when absent'),
  endDate: LocalDate.optional().describe('Today when absent; inclusive'),
})
export type HeatmapQuery = z.infer<typeof HeatmapQuery>

export const HabitHeatmap = z
  .record(z.string(), z.number())
  .describe('Amount by day (1 where a log says none); days without a log are absent')
  .meta({ id: 'HabitHeatmap' })
export type HabitHeatmap = z.infer<typeof HabitHeatmap>

export const HabitToday = z
  .object({
    habitId: z.string(),
    name: z.string(),
    date: z.string(),
    completed: z.boolean().describe('Whether the day’s target is reached'),
    due: z.boolean().describe('Whether it is still asked for: not done, not skipped, and its week or month not full'),
    skipped: z.boolean(),
    amount: z.number().nullable(),
    target: z.number().nullable().describe('The day’s target'),
    unit: StreakUnit.describe('What done and asked are for'),
    done: z.number().describe('In this unit so far'),
    asked: z.number().describe('In this unit, after pauses and skips'),
  })
  .meta({ id: 'HabitToday' })
export type HabitToday = z.infer<typeof HabitToday>

export const HabitTodayPage = pageOf(HabitToday).meta({ id: 'HabitTodayPage' })
