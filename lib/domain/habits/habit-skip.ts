import type { Kind } from '../../platform/events/kind.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import { habitSkipFields } from './habit-skip.fields.ts'
import type { HabitSkip } from './habit-skip.schema.ts'
import { dayRestored, recentDaysOf } from './recent-days.repository.ts'

export const HABIT_SKIP: Kind<HabitSkip> = {
  name: 'habitskip',
  label: 'Habit skip',
  day: 'date',
  text: ['notes'],
  defaults: defaultsOf(habitSkipFields),
  sk: ({ habitId, date }) => sk.habitSkip(habitId, date),
  reusableKey: true,
  parent: { kind: 'habit', field: 'habitId', rows: sk.habitSkips },
  sideRows: (ctx, steps) => recentDaysOf(ctx, steps, ({ after }, date) => ({ date, skip: after !== null })),
  onRestore: (ctx, { after }) => dayRestored(ctx, after.habitId, { date: after.date, skip: true }),
}
