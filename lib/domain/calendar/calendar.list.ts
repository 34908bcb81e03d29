import type { Context } from '../../platform/context.ts'
import { invalidField } from '../../platform/errors.ts'
import { fromItem } from '../../platform/events/stored.ts'
import { type Item, partition } from '../../platform/partition.ts'
import { sk, startingWith } from '../../platform/table/keys.ts'
import { DAY_MS } from '../../platform/units.ts'
import { loadProfile } from '../profile/profile.service.ts'
import { addDays } from '../time/dates.ts'
import { localDateOf, startOfDay } from '../time/zone.ts'
import type { CalendarQuery, Occurrence } from './calendar.schema.ts'
import { CALENDAR_EVENT, SHORT_DAYS } from './calendar-event.ts'
import { type Asked, extent, occurrencesOf } from './occurrences.ts'

const LONGEST_MS = 367 * DAY_MS
const MOST = 2_000

/**
 * What takes place in a time range, with recurring events expanded, sorted by start.
 * @throws 400 naming to, when it is before from or more than a year after it.
 */
export const listCalendar = async (ctx: Context, query: CalendarQuery) => {
  const { timeZone } = await loadProfile(ctx)
  const asked = askedBy(query, ctx.now(), timeZone)
  if (asked.to <= asked.from) throw invalidField('to', 'Must be after from', 'query')
  if (asked.to - asked.from > LONGEST_MS) throw invalidField('to', 'Must be at most a year after from', 'query')
  const rows = await occurrencesBetween(ctx, asked)
  return {
    data: rows.slice(0, MOST),
    from: new Date(asked.from).toISOString(),
    to: new Date(asked.to).toISOString(),
    truncated: rows.length > MOST,
  }
}

/** All occurrences between two times, sorted by start. Reads the events of that time and the recurring ones, not the whole calendar. */
export const occurrencesBetween = async (ctx: Context, asked: Asked): Promise<Occurrence[]> => {
  // A local day begins up to 14 hours before or after the UTC day.
  const earliest = new Date(asked.from - (SHORT_DAYS + 1) * DAY_MS).toISOString().slice(0, 10)
  const latest = new Date(asked.to + DAY_MS).toISOString().slice(0, 10)
  const [spread, single] = await Promise.all([
    partition(ctx).range(sk.spreadEvents()),
    partition(ctx).range({ from: sk.calendarEventsFrom(earliest), to: startingWith(sk.calendarEventsFrom(latest)).to }),
  ])
  const begin = (one: Occurrence) => extent(one, asked.zone).from
  return [...spread, ...single]
    .flatMap((item: Item) => occurrencesOf(fromItem(CALENDAR_EVENT, item), asked))
    .map((one) => ({ one, at: begin(one) }))
    .sort((a, b) => a.at - b.at || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => one)
}

const askedBy = ({ from, to }: CalendarQuery, now: number, zone: string): Asked => {
  const first = from ?? localDateOf(now, zone)
  const start = first.length === 10 ? startOfDay(first, zone) : Date.parse(first)
  if (to === undefined) return { from: start, to: start + 31 * DAY_MS, zone }
  return { from: start, to: to.length === 10 ? startOfDay(addDays(to, 1), zone) : Date.parse(to), zone }
}
