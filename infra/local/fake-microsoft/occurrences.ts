import type { Fields, Stored } from './books.ts'
import { digitsOf, instantOf, wallOf } from './clock.ts'
import { patternDays } from './pattern-days.ts'

/** An occurrence of a series, or a single event (`day` null). Times are epoch ms; of whole days midnight in UTC. */
export type Seen = {
  event: Stored
  day: string | null
  isException: boolean
  fields: Fields
  startMs: number
  endMs: number
}

type Span = { from: number; to: number }

const DAY_MS = 86_400_000

const known = new WeakMap<Stored, { key: string; seen: Seen[] }>()

/** What of an event takes place in a time range (epoch ms), as a calendar view shows it. */
export const seenOf = (event: Stored, span: Span): Seen[] => {
  const key = `${event.revision} ${span.from} ${span.to}`
  const before = known.get(event)
  if (before?.key === key) return before.seen
  const seen = found(event, span)
  known.set(event, { key, seen })
  return seen
}

const found = (event: Stored, { from, to }: Span): Seen[] => {
  const all = event.recurrence ? ofSeries(event, to) : [seen(event, null, false, event.fields)]
  return all.filter(({ startMs, endMs }) => startMs < to && (endMs > from || (startMs === endMs && startMs >= from)))
}

const ofSeries = (event: Stored, to: number): Seen[] => {
  if (!event.recurrence) return []
  const last = new Date(to + DAY_MS).toISOString().slice(0, 10)
  const days = patternDays(event.recurrence, last)
  // An exception may have come from beyond the range.
  const strays = [...event.changed].filter(([day, { isDeleted }]) => !isDeleted && day > last).map(([day]) => day)
  return [...days, ...strays].flatMap((day) => occurrenceOf(event, day) ?? [])
}

/** The occurrence of a day of a series, as it is by now; null when it was deleted. */
export const occurrenceOf = (event: Stored, day: string): Seen | null => {
  const changed = event.changed.get(day)
  if (changed?.isDeleted) return null
  const fields = { ...fieldsOn(event, day), ...changed?.own }
  return fields.isCancelled ? null : seen(event, day, changed !== undefined, fields)
}

/** The fields of an occurrence by its series alone. */
export const fieldsOn = ({ fields }: Stored, day: string): Fields => {
  const later = Date.parse(`${day}T00:00:00Z`) - Date.parse(`${fields.start.slice(0, 10)}T00:00:00Z`)
  const moved = (wall: string) => wallOf(digitsOf(wall) + later)
  return { ...fields, start: moved(fields.start), end: moved(fields.end) }
}

const seen = (event: Stored, day: string | null, isException: boolean, fields: Fields): Seen => ({
  ...{ event, day, isException, fields },
  startMs: msOf(fields, fields.start),
  endMs: msOf(fields, fields.end),
})

/** Whole days are midnight in whatever zone is asked for: here in UTC. */
export const msOf = ({ isAllDay, zone }: Fields, wall: string): number =>
  isAllDay ? digitsOf(wall) : instantOf(wall, zone)
