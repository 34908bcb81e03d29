import type { Context } from '../../platform/context.ts'
import { load } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type Page, slicePage } from '../../platform/lists/list.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { Profile } from '../profile/profile.schema.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { addDays, dayNumber, fromDayNumber } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import type { HabitRecord } from './habit.fields.ts'
import { HABIT } from './habit.ts'
import { historyIn, readHistory } from './history.repository.ts'
import type { History } from './history.ts'
import { FIGURE_DAYS, historySince, NO_HISTORY } from './recent-days.ts'
import { scheduleOf } from './schedule.ts'
import type { HabitHeatmap, HabitStats, HabitToday, HeatmapQuery } from './stats.schema.ts'
import { type Calendar, firstDay, statsOf, todayOf } from './stats.ts'

export const calendarIn = (
  ctx: Context,
  { timeZone, weekStart }: Pick<Profile, 'timeZone' | 'weekStart'>,
): Calendar => ({
  today: localDateOf(ctx.now(), timeZone),
  zone: timeZone,
  weekStart,
})

/** @throws 404 */
export const readStats = async (ctx: Context, habitId: string): Promise<HabitStats> => {
  const [habit, profile, history] = await Promise.all([
    load(ctx, HABIT, habitId),
    loadProfile(ctx),
    readHistory(ctx, habitId),
  ])
  return statsOf(habit, history, calendarIn(ctx, profile))
}

/** The figures of a habit that goals use: its consistency (0 to 100), the days its streak spans, a year at most, its last day. */
export type Figures = Pick<HabitStats, 'consistency' | 'streakDays' | 'lastLoggedDate'>

/**
 * The figures of several habits by id. `rows`: those of their recent days, by key; for a habit whose row does not hold what
 * is needed its logs and skips are read, two queries each, all at once.
 */
export const figuresOf = async (
  ctx: Context,
  habits: HabitRecord[],
  calendar: Calendar,
  rows: Map<string, Item>,
): Promise<Map<string, Figures>> => {
  const from = addDays(calendar.today, -FIGURE_DAYS)
  const entries = habits.map(async (habit) => {
    const history =
      historySince(rows.get(sk.recentDays(habit.id)), from) ?? (await readHistory(ctx, habit.id, { from }))
    const { consistency, streakDays, lastLoggedDate } = statsOf(habit, history, calendar, from)
    return [habit.id, { consistency, streakDays, lastLoggedDate }] as const
  })
  return new Map(await Promise.all(entries))
}

/** Amounts by day, half a year back unless the query says otherwise. @throws 404 */
export const readHeatmap = async (ctx: Context, habitId: string, query: HeatmapQuery): Promise<HabitHeatmap> => {
  const [, { timeZone }] = await Promise.all([load(ctx, HABIT, habitId), loadProfile(ctx)])
  const to = query.endDate ?? localDateOf(ctx.now(), timeZone)
  const from = query.startDate ?? addDays(to, -182)
  const { logs } = from <= to ? await readHistory(ctx, habitId, { from, to }) : { logs: [] }
  return Object.fromEntries(logs.map(({ date, amount }) => [date, amount ?? 1]))
}

/** The habits that are active and ask for something today (or were done today), in the order of creation. */
export const listToday = async (ctx: Context): Promise<Page<HabitToday>> => {
  const [items, profile] = await Promise.all([partition(ctx).range(sk.entities('habit')), loadProfile(ctx)])
  const calendar = calendarIn(ctx, profile)
  const habits = items.map((item) => fromItem(HABIT, item)).filter(({ status }) => status !== 'Archived')
  const histories = await presentHistories(ctx, habits, calendar)
  const rows = habits.flatMap((habit) => todayOf(habit, histories.get(habit.id) ?? NO_HISTORY, calendar) ?? [])
  return slicePage(ctx, { name: 'habits today' }, rows, {})
}

/** What happened in each habit's present slot: rows of today by key, those of weeks and months by a query each. */
const presentHistories = async (
  ctx: Context,
  habits: HabitRecord[],
  { today, zone, weekStart }: Calendar,
): Promise<Map<string, History>> => {
  const starts = new Map(
    habits.map((habit) => {
      const schedule = scheduleOf(habit, { start: dayNumber(firstDay(habit, zone)), weekStart })
      return [habit.id, fromDayNumber(schedule.slotOf(dayNumber(today))?.from ?? dayNumber(today))]
    }),
  )
  const { short = [], long = [] } = Object.groupBy(habits, ({ id }) => (starts.get(id) === today ? 'short' : 'long'))
  const keys = short.flatMap(({ id }) => [sk.habitLog(id, today), sk.habitSkip(id, today)])
  const [found, ...histories] = await Promise.all([
    partition(ctx).getMany(keys),
    ...long.map(({ id }) => readHistory(ctx, id, { from: starts.get(id) ?? today, to: today })),
  ])
  const byHabit = Map.groupBy(found, ({ habitId }) => String(habitId))
  return new Map([
    ...long.map(({ id }, i) => [id, histories[i] ?? NO_HISTORY] as const),
    ...short.map(({ id }) => [id, historyIn(byHabit.get(id) ?? [])] as const),
  ])
}
