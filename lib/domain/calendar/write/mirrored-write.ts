import { isDeepStrictEqual } from 'node:util'
import type { CalendarEvent, CreateCalendarEvent, Scope, UpdateCalendarEvent } from '../calendar.schema.ts'
import { patched, replacedEvent } from '../calendar-event.ts'
import type { EventContent } from '../event-content.ts'
import { firstOf, occurrenceOn, seriesDay, timesOn } from '../occurrences.ts'
import { endedBefore, requireDay, restFrom, withCancelled, withChanged } from '../series.ts'

/**
 * What has to be written at a provider. `occurrence`: when the series has the only occurrence that it is about. `split`: a series ends
 * and another one goes on with it.
 */
export type MirroredWrite =
  | { type: 'none' }
  | { type: 'update'; occurrence: string | null; content: Partial<EventContent> }
  | { type: 'delete'; occurrence: string | null; cancelled: string[] | null }
  | { type: 'split'; day: string; ended: Partial<EventContent>; rest: EventContent | null }

const CONTENT = [
  ...(['title', 'notes', 'location', 'start', 'end', 'allDay', 'timeZone', 'rrule', 'cancelled', 'changed'] as const),
  ...(['attendees', 'conferenceUrl', 'busy', 'status'] as const),
] satisfies (keyof EventContent)[]

/** What a patch changes of a mirrored event. The rules are those of own events. @throws 404, 400 naming the field, 409 */
export const patchWrite = (
  event: CalendarEvent,
  patch: UpdateCalendarEvent,
  { scope, occurrence }: Scope,
): MirroredWrite => {
  if (scope === 'all') return updateOf(event, patched(event, patch))
  const day = requireDay(event, occurrence)
  if (scope === 'this') return occurrenceUpdate(event, day, patch)
  if (day === seriesDay(event)) return updateOf(event, patched(event, patch))
  const ended = differences(event, { ...event, ...endedBefore(event, day) })
  return { type: 'split', day, ended, rest: contentOf(restFrom(event, day, patch)) }
}

/** What replacing a mirrored event changes. @throws 400 naming the field */
export const replaceWrite = (event: CalendarEvent, input: CreateCalendarEvent, zone: string): MirroredWrite =>
  updateOf(event, replacedEvent(event, input, zone))

/** What deleting a mirrored event, an occurrence, or what follows one takes away. @throws 404, 400 naming the field, 409 */
export const deleteWrite = (event: CalendarEvent, { scope, occurrence }: Scope): MirroredWrite => {
  if (scope === 'all') return { type: 'delete', occurrence: event.recurrenceId, cancelled: null }
  const day = requireDay(event, occurrence)
  if (scope === 'following') {
    if (day === seriesDay(event)) return { type: 'delete', occurrence: event.recurrenceId, cancelled: null }
    const ended = differences(event, { ...event, ...endedBefore(event, day) })
    return { type: 'split', day, ended, rest: null }
  }
  const { cancelled = [] } = withCancelled(event, day)
  return { type: 'delete', occurrence: originalStart(event, day), cancelled }
}

/** When the rule of a series has its occurrence of a day. */
const originalStart = (event: CalendarEvent, day: string): string => timesOn(firstOf(event), day).start

const updateOf = (before: CalendarEvent, after: CalendarEvent): MirroredWrite => {
  const content = differences(before, after)
  if (Object.keys(content).length === 0) return { type: 'none' }
  return { type: 'update', occurrence: before.recurrenceId, content }
}

const occurrenceUpdate = (event: CalendarEvent, day: string, patch: UpdateCalendarEvent): MirroredWrite => {
  const { changed = {} } = withChanged(event, day, patch)
  const whole = (one: CalendarEvent): CalendarEvent => {
    const { start, end, title, location, conferenceUrl, busy, allDay } = occurrenceOn(one, day)
    const notes = one.changed[day]?.notes === undefined ? one.notes : one.changed[day].notes
    return { ...one, rrule: null, changed: {}, start, end, title, notes, location, conferenceUrl, busy, allDay }
  }
  const write = updateOf(whole(event), whole({ ...event, changed }))
  return write.type === 'update' ? { ...write, occurrence: originalStart(event, day) } : write
}

/** Times go together with their zone: providers take none of them alone. */
const TIMES: (keyof EventContent)[] = ['start', 'end', 'allDay', 'timeZone']

const differences = (before: CalendarEvent, after: CalendarEvent): Partial<EventContent> => {
  const differ = CONTENT.filter((name) => !isDeepStrictEqual(before[name], after[name]))
  const names = differ.some((name) => TIMES.includes(name)) ? new Set([...differ, ...TIMES]) : differ
  return Object.fromEntries([...names].map((name) => [name, after[name]]))
}

const contentOf = (event: CalendarEvent): EventContent =>
  Object.fromEntries(CONTENT.map((name) => [name, event[name]])) as EventContent
