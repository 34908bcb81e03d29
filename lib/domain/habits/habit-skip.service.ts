import type { Context } from '../../platform/context.ts'
import { create, nextChangeAt, update } from '../../platform/events/change.ts'
import { findAt, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import type { Page } from '../../platform/lists/list.ts'
import { sk } from '../../platform/table/keys.ts'
import type { DateString } from '../time/dates.ts'
import { deleteDay, listDays, requireHabit } from './habit-day.ts'
import type { CreateHabitSkip, HabitSkip, HabitSkipQuery } from './habit-skip.schema.ts'
import { HABIT_SKIP } from './habit-skip.ts'
import { readRecentDays, recentDaysAfter } from './recent-days.repository.ts'

/** Skips or freezes a day; again for the same day it changes what is there. @throws 404 */
export const createSkip = (
  ctx: Context,
  habitId: string,
  { date, type, notes }: CreateHabitSkip,
  claim?: Claim | null,
): Promise<HabitSkip> =>
  untilCommitted(
    ctx,
    async () => {
      const [before, days] = await Promise.all([
        findAt(ctx, HABIT_SKIP, sk.habitSkip(habitId, date), { consistent: true }),
        readRecentDays(ctx, habitId),
      ])
      const now = ctx.now()
      const writes = [requireHabit(ctx, habitId)]
      if (before) {
        const change = update(
          HABIT_SKIP,
          before,
          { type, ...(notes !== undefined && { notes }) },
          nextChangeAt(before, now),
        )
        return { changes: change ? [change] : [], writes, result: change?.after ?? before }
      }
      const fields = { id: ctx.newId(now), userId: ctx.userId, habitId, date, type, notes: notes ?? null }
      const change = create(HABIT_SKIP, fields, now)
      const day = await recentDaysAfter(ctx, habitId, days, { date, skip: true })
      return { changes: [change], writes: [...writes, ...day], result: change.after, upsert: true }
    },
    claim,
  )

/** Takes a skip back: it goes to the trash. @throws 404, 412 */
export const deleteSkip = (ctx: Context, habitId: string, date: DateString) =>
  deleteDay(ctx, HABIT_SKIP, habitId, { date, skip: false })

/** Days that are skipped or frozen, newest first. @throws 404 */
export const listSkips = (ctx: Context, habitId: string, query: HabitSkipQuery): Promise<Page<HabitSkip>> => {
  const { startDate, endDate, ...paging } = query
  const listed = { kind: HABIT_SKIP, habitId, view: (item: object) => fromItem(HABIT_SKIP, { ...item }) }
  return listDays(ctx, listed, { startDate, endDate }, paging)
}
