import { type Books, type Calendar, exceptionsOf } from './books.ts'
import { msOf } from './clock.ts'
import { slotsUntil } from './instances.ts'
import type { CalendarEvent } from './wire-types.ts'

/** Something that a person sees in a calendar. Times are epoch ms; of whole days midnight in UTC. */
export type Seen = { id: string; title: string; allDay: boolean; startMs: number; endMs: number; event: CalendarEvent }

type Range = { from: number; to: number }

/** What takes place in a calendar in a time range, as Google's own calendar would show it. */
export const seenIn = (books: Books, email: string, calendarId: string, range: Range): Seen[] => {
  const calendar = books.calendar(email, calendarId)
  return [...calendar.events.values()]
    .flatMap(({ event }) => occurrencesOf(calendar, event, range))
    .filter(({ startMs, endMs }) => startMs < range.to && endMs > range.from)
    .sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1))
}

const occurrencesOf = (calendar: Calendar, event: CalendarEvent, { to }: Range): Seen[] => {
  const { id, status, start, end } = event
  if (status === 'cancelled' || !start || !end) return []
  const seen = (one: { id: string; startMs: number; endMs: number }): Seen => ({
    ...one,
    ...{ title: event.summary ?? '', allDay: start.date !== undefined, event },
  })
  if (!event.recurrence) return [seen({ id, startMs: msOf(start), endMs: msOf(end) })]
  const replaced = new Set(exceptionsOf(calendar, id).map(({ originalStartTime }) => msOf(originalStartTime ?? {})))
  return slotsUntil(event, to)
    .filter(({ startMs }) => !replaced.has(startMs))
    .map(({ id: instance, startMs, endMs }) => seen({ id: instance, startMs, endMs }))
}
