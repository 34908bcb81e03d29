import type { Context } from '../../platform/context.ts'
import type { Entity, Step } from '../../platform/events/kind.ts'
import { ABSENT, putWrite, type Write } from '../../platform/events/write.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk } from '../../platform/table/keys.ts'
import type { DateString } from '../time/dates.ts'
import { readHistory } from './history.repository.ts'
import { afterStep, type DayStep, firstKept, NO_HISTORY, recentDaysIn, recentDaysItem } from './recent-days.ts'

/** The row of a habit's recent days, to be changed: consistent. */
export const readRecentDays = (ctx: Context, habitId: string): Promise<Item | null> =>
  partition(ctx).get(sk.recentDays(habitId), { consistent: true })

/** The row of a new habit, which says that there is neither log nor skip. */
export const noRecentDays = (ctx: Context, habitId: string): Write =>
  putWrite(ctx, sk.recentDays(habitId), recentDaysItem(1, firstKept(ctx.now()), NO_HISTORY), ABSENT)

/**
 * The row of a habit's recent days after some steps, `row` being as it is now. Refused (and decided again) when somebody has
 * changed it since. A row that is missing or holds nothing is made from the logs and skips: two more queries. Nothing is
 * written for a day that is too old for the row.
 */
export const recentDaysAfter = async (
  ctx: Context,
  habitId: string,
  row: Item | null | undefined,
  ...steps: DayStep[]
): Promise<Write[]> => {
  const { number, held } = recentDaysIn(row)
  const kept = firstKept(ctx.now())
  const from = held && held.from > kept ? held.from : kept
  if (held && steps.every(({ date }) => date < from)) return []
  const history = held?.history ?? (await readHistory(ctx, habitId, { from, consistent: true }))
  const item = recentDaysItem(number + 1, from, steps.reduce(afterStep, history))
  return [putWrite(ctx, sk.recentDays(habitId), item, number === 0 ? ABSENT : hasNumber(number))]
}

const hasNumber = (number: number) => ({
  ConditionExpression: '#number = :number',
  ExpressionAttributeNames: { '#number': 'number' },
  ExpressionAttributeValues: { ':number': number },
})

/** The rows of recent days after steps of logs or skips of any habits. */
export const recentDaysOf = async <E extends HabitDay>(
  ctx: Context,
  steps: Step<E>[],
  dayStep: (step: Step<E>, date: DateString) => DayStep,
): Promise<Write[]> => {
  const byHabit = Map.groupBy(steps, ({ before, after }) => (after ?? before)?.habitId ?? '')
  const rows = [...byHabit].map(async ([habitId, own]) => {
    const days = own.map((step) => dayStep(step, (step.after ?? step.before)?.date ?? ''))
    return recentDaysAfter(ctx, habitId, await readRecentDays(ctx, habitId), ...days)
  })
  return (await Promise.all(rows)).flat()
}

/** What logs and skips share: they belong to one day of a habit. */
export type HabitDay = Entity & { habitId: string; date: DateString }
