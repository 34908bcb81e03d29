import type { Context } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { type Change, nextChangeAt, remove } from '../../platform/events/change.ts'
import { type Kind, skOf } from '../../platform/events/kind.ts'
import { checkIfMatch, findAt, load, untilCommitted } from '../../platform/events/mutate.ts'
import { requireWrite, type Write } from '../../platform/events/write.ts'
import { listPage, type Page, type Paging, slicePage } from '../../platform/lists/list.ts'
import { LAST, sk } from '../../platform/table/keys.ts'
import { deleted } from '../fields.ts'
import type { DateString } from '../time/dates.ts'
import { HABIT } from './habit.ts'
import { type HabitDay, readRecentDays, recentDaysAfter } from './recent-days.repository.ts'
import type { DayStep } from './recent-days.ts'

/** A log or skip is written only while its habit exists. */
export const requireHabit = (ctx: Context, habitId: string): Write =>
  requireWrite(ctx, sk.entity('habit', habitId), () => notFound(HABIT.label))

/** @throws 404 for the habit or the day */
export const loadDay = async <E extends HabitDay>(
  ctx: Context,
  kind: Kind<E>,
  habitId: string,
  date: DateString,
): Promise<E> => {
  const place = skOf(kind, { habitId, date } as E)
  const [, row] = await Promise.all([load(ctx, HABIT, habitId), findAt(ctx, kind, place, { consistent: true })])
  if (!row) throw notFound(kind.label)
  return row
}

/** Moves the log or skip of a day to the trash; `step` says what that changes of the day. @throws 404, 412 */
export const deleteDay = <E extends HabitDay>(ctx: Context, kind: Kind<E>, habitId: string, step: DayStep) =>
  untilCommitted(ctx, async () => {
    const [row, days] = await Promise.all([loadDay(ctx, kind, habitId, step.date), readRecentDays(ctx, habitId)])
    checkIfMatch(ctx, row)
    const change: Change = remove(kind, row, nextChangeAt(row, ctx.now()))
    const writes = [requireHabit(ctx, habitId), ...(await recentDaysAfter(ctx, habitId, days, step))]
    return { changes: [change], writes, result: deleted(row.id) }
  })

export type DayRange = { startDate?: DateString | undefined; endDate?: DateString | undefined; ascending?: boolean }

/** A habit's rows of a range of days (both inclusive), newest first unless asked otherwise. @throws 404 */
export const listDays = async <E extends HabitDay, V>(
  ctx: Context,
  { kind, habitId, view, compare }: Listed<E, V>,
  { startDate = '', endDate = LAST, ascending = false }: DayRange,
  paging: Paging,
): Promise<Page<V>> => {
  const [from, to] = [startDate, endDate].map((date) => skOf(kind, { habitId, date } as E))
  const spec = {
    name: `${kind.name} ${habitId} ${startDate} ${endDate} ${ascending} ${compare !== undefined}`,
    range: { from: from ?? '', to: to ?? '', descending: !ascending },
    read: view,
    compare,
  }
  const [, rows] = await Promise.all([
    load(ctx, HABIT, habitId),
    startDate <= endDate ? listPage(ctx, spec, paging) : slicePage<V>(ctx, { name: spec.name }, [], paging),
  ])
  return rows
}

type Listed<E extends HabitDay, V> = {
  kind: Kind<E>
  habitId: string
  view: (item: Record<string, unknown>) => V
  compare?: ((a: V, b: V) => number) | undefined
}
