import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { Id } from '../../fields.ts'
import type { Habit } from '../../habits/habit.schema.ts'
import { listHabits, readHabit } from '../../habits/habit.service.ts'
import { readHistory } from '../../habits/history.repository.ts'
import type { History } from '../../habits/history.ts'
import type { HabitStats } from '../../habits/stats.schema.ts'
import { readStats } from '../../habits/stats.service.ts'
import { addDays } from '../../time/dates.ts'

/** A habit, its statistics, and its history of the last year. */
export type HabitFacts = { habit: Habit; stats: HabitStats; history: History }

export const HabitInput = z.strictObject({ habitId: Id })
export type HabitInput = z.infer<typeof HabitInput>

/** @throws 404 */
export const readHabitFacts = async (ctx: Context, { habitId }: HabitInput): Promise<HabitFacts> => {
  const today = new Date(ctx.now()).toISOString().slice(0, 10)
  const [habit, stats, history] = await Promise.all([
    readHabit(ctx, habitId),
    readStats(ctx, habitId),
    readHistory(ctx, habitId, { from: addDays(today, -366), to: addDays(today, 1) }),
  ])
  return { habit, stats, history }
}

/** Up to 100 active habits. */
export const activeHabits = async (ctx: Context): Promise<Habit[]> =>
  (await listHabits(ctx, { status: 'Active', pageSize: 100 })).data
