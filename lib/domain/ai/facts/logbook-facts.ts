import * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import { partition } from '../../../platform/partition.ts'
import { sk } from '../../../platform/table/keys.ts'
import { LocalDate } from '../../fields.ts'
import type { LogbookEntry } from '../../logbook/logbook.schema.ts'
import { listEntries } from '../../logbook/logbook.service.ts'
import { loadProfile } from '../../profile/profile.service.ts'
import type { Task } from '../../tasks/task.schema.ts'
import { addDays, type DateString } from '../../time/dates.ts'
import { localDateOf, startOfDay } from '../../time/zone.ts'
import { activeHabits } from './habit-facts.ts'
import { doneBetween } from './task-facts.ts'

export const DayInput = z.strictObject({ date: LocalDate.optional().describe('Today by default') })
export type DayInput = z.infer<typeof DayInput>

export const SpanInput = z.strictObject({
  endDate: LocalDate.optional().describe('Today by default'),
  days: z.number().int().min(1).max(366).default(30),
})
export type SpanInput = z.infer<typeof SpanInput>

/** Days in the person's time zone, both included. */
export type SpanFacts = { from: DateString; to: DateString; entries: LogbookEntry[] }

/** The logbook entries of the `days` days that end with `endDate`. */
export const readSpan = async (ctx: Context, { endDate, days }: SpanInput): Promise<SpanFacts> => {
  const to = endDate ?? (await todayOf(ctx))
  const from = addDays(to, 1 - days)
  const { data } = await listEntries(ctx, { startDate: from, endDate: to, pageSize: 400, sortOrder: 'asc' })
  return { from, to, entries: data }
}

/** `habitsLogged`: how many habits were logged on that day. */
export type DayFacts = SpanFacts & { date: DateString; tasksDone: Task[]; habitsLogged: number }

/** A day's entry, those of the week before, and the tasks done on that day. */
export const readDay = async (ctx: Context, { date: asked }: DayInput): Promise<DayFacts> => {
  const { timeZone } = await loadProfile(ctx)
  const date = asked ?? localDateOf(ctx.now(), timeZone)
  const [span, tasksDone, habitsLogged] = await Promise.all([
    readSpan(ctx, { endDate: date, days: 8 }),
    doneBetween(ctx, startOfDay(date, timeZone), startOfDay(addDays(date, 1), timeZone)),
    countHabitLogs(ctx, date),
  ])
  return { ...span, date, tasksDone, habitsLogged }
}

/** The number of active habits with a log on a day. One batch read. */
const countHabitLogs = async (ctx: Context, date: DateString): Promise<number> => {
  const keys = (await activeHabits(ctx)).map(({ id }) => sk.habitLog(id, date))
  return (await partition(ctx).getMany(keys)).length
}

const todayOf = async (ctx: Context): Promise<DateString> => localDateOf(ctx.now(), (await loadProfile(ctx)).timeZone)
