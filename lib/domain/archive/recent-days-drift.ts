import type { Item } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { LogRecord } from '../habits/habit-log.fields.ts'
import { HABIT_LOG } from '../habits/habit-log.ts'
import type { HabitSkip } from '../habits/habit-skip.schema.ts'
import { HABIT_SKIP } from '../habits/habit-skip.ts'
import { recentDaysIn, recentDaysItem } from '../habits/recent-days.ts'
import type { Built } from './rebuild.ts'

/** The rows of habits' recent days that differ from the logs and skips there are. */
export const recentDaysDrift = (built: Built[], rows: Map<string, Item>) => {
  const logs = Map.groupBy(entitiesOf<LogRecord>(built, HABIT_LOG), ({ habitId }) => habitId)
  const skips = Map.groupBy(entitiesOf<HabitSkip>(built, HABIT_SKIP), ({ habitId }) => habitId)
  return [...rows].flatMap(([row, item]) => {
    const { number, held } = row.startsWith(sk.recentDays('')) ? recentDaysIn(item) : { held: null }
    if (!held) return []
    const habitId = row.slice(sk.recentDays('').length)
    const history = { logs: logs.get(habitId) ?? [], skips: (skips.get(habitId) ?? []).map(({ date }) => date) }
    const { days } = recentDaysItem(number, held.from, history)
    return days === item.days ? [] : [{ row, problem: 'differs from the logs and skips of its habit' }]
  })
}

const entitiesOf = <E>(built: Built[], { name }: { name: string }): E[] =>
  built.filter(({ kind, deleted }) => kind.name === name && !deleted).map(({ entity }) => entity as E)
