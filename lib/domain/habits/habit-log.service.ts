import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { type Change, nextChangeAt, update } from '../../platform/events/change.ts'
import { checkIfMatch, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Write } from '../../platform/events/write.ts'
import type { Claim } from '../../platform/idempotency.ts'
import type { Page } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import { replacementOf } from '../entity-fields.ts'
import { PROFILE } from '../profile/profile.ts'
import { addDays, type DateString } from '../time/dates.ts'
import { HABIT } from './habit.ts'
import { deleteDay, listDays, loadDay, requireHabit } from './habit-day.ts'
import { habitLogFields, type LogRecord } from './habit-log.fields.ts'
import type { CreateHabitLog, HabitLog, HabitLogQuery, UpdateHabitLog } from './habit-log.schema.ts'
import { dayFor, HABIT_LOG, logOrAdd, viewLog } from './habit-log.ts'
import { readRecentDays, recentDaysAfter } from './recent-days.repository.ts'

/** Logs a day, or adds to its log: one round trip to read, one to write. @throws 404, 400 naming date */
export const logDay = (ctx: Context, habitId: string, input: CreateHabitLog, claim?: Claim | null): Promise<HabitLog> =>
  untilCommitted(
    ctx,
    async () => {
      const { zone, logs, days } = await readAround(ctx, habitId, input.date)
      const now = ctx.now()
      const date = dayFor(input.date, { now, zone })
      const before = logs.find((log) => log.date === date) ?? null
      const change = logOrAdd(before, { ...input, date }, ctx.newId(now), { userId: ctx.userId, habitId, now, zone })
      const result = viewLog(change?.after ?? (before as LogRecord))
      const writes = [requireHabit(ctx, habitId), ...(await dayAfter(ctx, before, change, days))]
      return { changes: change ? [change] : [], writes, result, upsert: true }
    },
    claim,
  )

/** What a change of a log, as it was before, changes of its habit's recent days. Notes are not among them. */
const dayAfter = (
  ctx: Context,
  before: LogRecord | null,
  change: Change<LogRecord> | null,
  days: Item | null | undefined,
): Promise<Write[]> | Write[] => {
  if (!change || (before && before.amount === change.after.amount)) return []
  const { habitId, date, amount } = change.after
  return recentDaysAfter(ctx, habitId, days, { date, log: { amount } })
}

/** A log is for the day it names or (see dayFor) for the day before: both are read with the habit, its recent days and the zone. */
const readAround = async (
  ctx: Context,
  habitId: string,
  date: DateString,
): Promise<{ zone: string; logs: LogRecord[]; days: Item | undefined }> => {
  const places = [date, addDays(date, -1)].map((day) => sk.habitLog(habitId, day))
  const wanted = [sk.entity('habit', habitId), sk.profile(), sk.recentDays(habitId), ...places]
  const items = await partition(ctx).getMany(wanted, { consistent: true })
  const found = new Map(items.map((item) => [item.SK, item]))
  if (!found.has(wanted[0])) throw notFound(HABIT.label)
  return {
    zone: String(found.get(sk.profile())?.timeZone ?? PROFILE.defaults.timeZone),
    logs: items.filter(({ habitId: of }) => of === habitId).map((item) => fromItem(HABIT_LOG, item)),
    days: found.get(sk.recentDays(habitId)),
  }
}

/** Corrects the log of a day. @throws 404, 412 */
export const updateLog = (
  ctx: Context,
  habitId: string,
  date: DateString,
  { amount, notes }: UpdateHabitLog,
): Promise<HabitLog> =>
  untilCommitted(ctx, async () => {
    const [before, days] = await Promise.all([loadDay(ctx, HABIT_LOG, habitId, date), readRecentDays(ctx, habitId)])
    checkIfMatch(ctx, before)
    const patch = { ...(amount !== undefined && { amount }), ...(notes !== undefined && { notes }) }
    const change = update(HABIT_LOG, before, patch, nextChangeAt(before, ctx.now()))
    if (!change) return { changes: [], result: viewLog(before) }
    const writes = [requireHabit(ctx, habitId), ...(await dayAfter(ctx, before, change, days))]
    return { changes: [change], writes, result: viewLog(change.after) }
  })

/** Replaces every field: what is not sent goes back to its default. @throws 404, 412 */
export const replaceLog = (ctx: Context, habitId: string, date: DateString, input: UpdateHabitLog): Promise<HabitLog> =>
  updateLog(ctx, habitId, date, replacementOf(habitLogFields, input))

/** Moves the log of a day to the trash. @throws 404, 412 */
export const deleteLog = (ctx: Context, habitId: string, date: DateString) =>
  deleteDay(ctx, HABIT_LOG, habitId, { date, log: null })

/** @throws 404 */
export const readLog = async (ctx: Context, habitId: string, date: DateString): Promise<HabitLog> =>
  viewLog(await loadDay(ctx, HABIT_LOG, habitId, date))

/** The logs of a habit, newest day first; by the time they were made on up to 1,000 rows. @throws 404 */
export const listLogs = (ctx: Context, habitId: string, query: HabitLogQuery): Promise<Page<HabitLog>> => {
  const { startDate, endDate, sortBy, sortOrder, ...paging } = query
  const ascending = sortOrder === 'asc'
  const byCreation = (a: HabitLog, b: HabitLog) => (a.createdAt + a.id < b.createdAt + b.id === ascending ? -1 : 1)
  const listed = {
    kind: HABIT_LOG,
    habitId,
    view: (item: Record<string, unknown>) => viewLog(fromItem(HABIT_LOG, item)),
    compare: sortBy === 'createdAt' ? byCreation : undefined,
  }
  return listDays(ctx, listed, { startDate, endDate, ascending }, paging)
}
