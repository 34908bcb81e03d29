import type { Context } from '../../platform/context.ts'
import { load, mutate, untilCommitted } from '../../platform/events/mutate.ts'
import { fromItem } from '../../platform/events/stored.ts'
import type { Claim } from '../../platform/idempotency.ts'
import { listPage, type Page } from '../../platform/lists/list.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'

import { keepWhere } from '../list-filters.ts'
import { loadProfile } from '../profile/profile.service.ts'
import type { DateString } from '../time/dates.ts'
import { localDateOf } from '../time/zone.ts'
import type { Habit, HabitQuery } from './habit.schema.ts'
import { changeHabit, HABIT, habitReplacement, newHabit, viewHabit } from './habit.ts'
import type { CreateHabit, UpdateHabit } from './habit-input.schema.ts'
import { noRecentDays } from './recent-days.repository.ts'

/** @throws 400 naming the field, also for a goal that does not exist */
export const createHabit = async (ctx: Context, input: CreateHabit, claim?: Claim | null): Promise<Habit> => {
  const today = await todayFor(ctx, input)
  return untilCommitted(
    ctx,
    async () => {
      const now = ctx.now()
      const change = newHabit(ctx.userId, ctx.newId(now), input, now, today)
      return { changes: [change], writes: [noRecentDays(ctx, change.after.id)], result: viewHabit(change.after) }
    },
    claim,
  )
}

/** @throws 404 */
export const readHabit = async (ctx: Context, id: string): Promise<Habit> => viewHabit(await load(ctx, HABIT, id))

/** @throws 404, 412, 400 naming the field */
export const updateHabit = async (ctx: Context, id: string, patch: UpdateHabit): Promise<Habit> => {
  const today = await todayFor(ctx, patch)
  const habit = await mutate(ctx, HABIT, id, (before, at) => {
    const change = changeHabit(before, patch, at, today)
    return change && { changes: [change], result: change.after }
  })
  return viewHabit(habit)
}

/** Replaces every field: what is not sent goes back to its default. @throws 404, 412, 400 naming the field */
export const replaceHabit = async (ctx: Context, id: string, input: CreateHabit): Promise<Habit> =>
  updateHabit(ctx, id, habitReplacement(input, await todayFor(ctx, input)))

/** Habits in the order of creation. */
export const listHabits = async (ctx: Context, query: HabitQuery): Promise<Page<Habit>> => {
  const { page, pageSize, cursor, ...filters } = query
  return listPage(
    ctx,
    {
      name: `habits ${JSON.stringify(filters)}`,
      range: startingWith(sk.entities('habit')),
      read: (item) => viewHabit(fromItem(HABIT, item)),
      ...keepWhere(filters),
      counted: 'habit',
    },
    { page, pageSize, cursor },
  )
}

/** Only a pause that begins or ends needs the person's day; other changes spare the read of the profile. */
const todayFor = async (ctx: Context, { status, isActive }: UpdateHabit): Promise<DateString> =>
  status === undefined && isActive === undefined ? '' : localDateOf(ctx.now(), (await loadProfile(ctx)).timeZone)
