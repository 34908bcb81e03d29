import type { Context } from '../../platform/context.ts'
import { invalidField } from '../../platform/errors.ts'
import { type Change, create, nextChangeAt, update } from '../../platform/events/change.ts'
import type { Kind, Step } from '../../platform/events/kind.ts'
import type { Write } from '../../platform/events/write.ts'
import { sk } from '../../platform/table/keys.ts'
import { defaultsOf } from '../entity-fields.ts'
import type { DateString } from '../time/dates.ts'
import { instantOf, localDateOf } from '../time/zone.ts'
import { habitLogFields, type LogRecord } from './habit-log.fields.ts'
import type { CreateHabitLog, HabitLog } from './habit-log.schema.ts'
import { recentDaysOf } from './recent-days.repository.ts'

/** The rows of recent days after steps of logs. */
const logDays = (ctx: Context, steps: Step<LogRecord>[]): Promise<Write[]> =>
  recentDaysOf(ctx, steps, ({ after }, date) => ({ date, log: after }))

export const HABIT_LOG: Kind<LogRecord> = {
  name: 'habitlog',
  label: 'Habit log',
  day: 'date',
  text: ['notes'],
  defaults: defaultsOf(habitLogFields),
  sk: ({ habitId, date }) => sk.habitLog(habitId, date),
  reusableKey: true,
  parent: { kind: 'habit', field: 'habitId', rows: sk.habitLogs },
  sideRows: logDays,
  onRestore: async (ctx, { after }) => ({ changes: [], writes: await logDays(ctx, [{ before: null, after }]) }),
}

/** A log as clients read it. */
export const viewLog = (log: LogRecord): HabitLog => ({ ...log, completed: true })

/** Whose log, and when it is written: epoch ms and the person's time zone. */
export type Writing = { userId: string; habitId: string; now: number; zone: string }

/**
 * The day a log is for. A client that sends UTC days names tomorrow in the evening of the Americas, and means now:
 * a day that has begun in UTC but not there is today. Another future day is refused. @throws 400 naming date
 */
export const dayFor = (date: DateString, { now, zone }: Pick<Writing, 'now' | 'zone'>): DateString => {
  const today = localDateOf(now, zone)
  if (date <= today) return date
  if (date <= localDateOf(now, 'UTC')) return today
  throw invalidField('date', 'Must not be in the future')
}

/**
 * A log of a day, or what is added to the one there is: then amounts add up, and absent notes stay. Null when nothing
 * changes.
 */
export const logOrAdd = (
  before: LogRecord | null,
  { date, amount, notes }: CreateHabitLog,
  id: string,
  { userId, habitId, now, zone }: Writing,
): Change<LogRecord> | null => {
  if (before) {
    const added = amount ? { amount: sumOf(before.amount ?? 0, amount) } : {}
    const patch = { ...added, ...(notes !== undefined && { notes }) }
    return update(HABIT_LOG, before, patch, nextChangeAt(before, now))
  }
  const completedAt = date === localDateOf(now, zone) ? now : noonOf(date, zone)
  return create(
    HABIT_LOG,
    {
      id,
      userId,
      habitId,
      date,
      completedAt: new Date(completedAt).toISOString(),
      amount: amount ?? null,
      notes: notes ?? null,
    },
    now,
    'completed',
  )
}

/** Sums of decimals without the noise of binary fractions. */
export const sumOf = (a: number, b: number): number => Math.round((a + b) * 1e6) / 1e6

/** Noon, because clients show the local day of this instant, which must be the logged day even after a clock change. */
const noonOf = (date: DateString, zone: string): number => instantOf(Date.parse(`${date}T12:00:00Z`), zone)
