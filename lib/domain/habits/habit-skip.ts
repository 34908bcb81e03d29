import type { Context } from '../../platform/context.ts'
import type { Kind, Step } from '../../platform/events/kind.ts'
import type { Write } from '../../platform/events/write.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import { habitSkipFields } from './habit-skip.fields.ts'
import type { HabitSkip } from './habit-skip.schema.ts'
import { recentDaysOf } from './recent-days.repository.ts'

/** The rows of recent days after steps of skips. */
const skipDays = (ctx: Context, steps: Step<HabitSkip>[]): Promise<Write[]> =>
  recentDaysOf(ctx, steps, ({ after }, date) => ({ date, skip: after !== null }))

export const HABIT_SKIP: Kind<HabitSkip> = {
  name: 'habitskip',
  label: 'Habit skip',
  day: 'date',
  text: ['notes'],
  defaults: defaultsOf(habitSkipFields),
  sk: ({ habitId, date }) => sk.habitSkip(habitId, date),
  reusableKey: true,
  parent: { kind: 'habit', field: 'habitId', rows: sk.habitSkips },
  sideRows: skipDays,
  onRestore: async (ctx, { after }) => ({ changes: [], writes: await skipDays(ctx, [{ before: null, after }]) }),
}
