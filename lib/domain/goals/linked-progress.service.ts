import { type Context, isoAt } from '../../platform/context.ts'
import type { Item } from '../../platform/partition.ts'
import type { HabitRecord } from '../habits/habit.fields.ts'
import { HABIT } from '../habits/habit.ts'
import { calendarIn, figuresOf } from '../habits/stats.service.ts'
import type { Profile } from '../profile/profile.schema.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { startOfDay } from '../time/zone.ts'
import type { LinkedProgress } from './goal.ts'
import { readHabitsWithDays, readLinkRows } from './goal-links.repository.ts'
import { type HabitFigures, progressFromLinks } from './linked-progress.ts'

/** The figures of a habit depend on the day and take a year of its days: a list asks for those of so many at most. */
const MAX_HABITS = 40

/**
 * What the links of goals say of their progress, by goal. The goals may come in any order. One round trip where no habits
 * are linked; else one more.
 */
export const linkedProgress = async (ctx: Context, goalIds: string[]): Promise<Map<string, LinkedProgress>> => {
  const rows = await readLinkRows(ctx, goalIds)
  const wanted = new Set(goalIds)
  const habits = rows.filter(({ sourceType, target }) => sourceType === HABIT.name && wanted.has(String(target)))
  const ids = [...new Set(habits.map(({ source }) => String(source)))]
  const tooMany = goalIds.length > 1 && ids.length > MAX_HABITS
  return progressFromLinks(goalIds, rows, tooMany ? undefined : await figuresOfIds(ctx, ids))
}

const figuresOfIds = async (ctx: Context, ids: string[]): Promise<Map<string, HabitFigures>> => {
  if (ids.length === 0) return new Map()
  const [{ habits, days }, profile] = await Promise.all([readHabitsWithDays(ctx, ids), loadProfile(ctx)])
  return habitFigures(ctx, habits, profile, days)
}

/** The figures of the habits that are active: the others ask for nothing. `days`: the rows of their recent days, by key. */
export const habitFigures = async (
  ctx: Context,
  habits: HabitRecord[],
  profile: Profile,
  days: Map<string, Item>,
): Promise<Map<string, HabitFigures>> => {
  const active = habits.filter(({ status }) => status === 'Active')
  const figures = await figuresOf(ctx, active, calendarIn(ctx, profile), days)
  const instant = (date: string | null) => date && isoAt(startOfDay(date, profile.timeZone))
  return new Map([...figures].map(([id, { lastLoggedDate, ...own }]) => [id, { ...own, at: instant(lastLoggedDate) }]))
}
