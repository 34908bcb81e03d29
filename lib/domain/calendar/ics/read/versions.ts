import type { IcsEvent } from '../ics-event.ts'
import type { EventRead } from './event-of-component.ts'
import { atTime, occurrenceName, type ZoneOf } from './event-times.ts'

/** What is left out, of what event, and why. */
export type Note = (event: EventRead, reason: string) => void

/**
 * The events of a file, each once: of several versions that with the highest SEQUENCE, of these the latest. Changed
 * occurrences name the place that the series has for them.
 */
export const newestVersions = (reads: EventRead[], zoneOf: ZoneOf, note: Note): IcsEvent[] => {
  const series = new Map<string, EventRead>()
  const singles = new Map<string, IcsEvent>()
  for (const read of reads.filter(({ recurrence }) => recurrence === null)) {
    const known = series.get(read.event.uid)
    if (known && isOther(known, read)) {
      // Producers that give all their events one UID: to take the last for a new version would lose the others.
      const uid = `${read.event.uid}#${read.event.start}`
      if (singles.has(uid)) note(read, 'It stands there twice')
      else note(read, 'Another event has its UID')
      singles.set(uid, { ...read.event, uid })
    } else {
      const [kept, left] = known && rank(known, read) > 0 ? [known, read] : [read, known]
      if (left) note(left, 'There is a newer version')
      series.set(read.event.uid, kept)
    }
  }
  const changed = new Map<string, EventRead>()
  for (const read of reads) {
    if (read.recurrence === null) continue
    const recurrenceId = placeOf(read, series.get(read.event.uid), zoneOf)
    const key = `${recurrenceId} ${read.event.uid}`
    const named = { ...read, event: { ...read.event, recurrenceId } }
    const known = changed.get(key)
    const [kept, left] = known && rank(known, named) > 0 ? [known, named] : [named, known]
    if (left) note(left, 'There is a newer version')
    changed.set(key, kept)
  }
  return [
    ...[...series.values()].map(({ event }) => event),
    ...singles.values(),
    ...[...changed.values()].map(({ event }) => event),
  ]
}

/** Not two versions of one event: nothing says which is newer, and they take place at different times. */
const isOther = (a: EventRead, b: EventRead): boolean =>
  rank(a, b) === 0 && !a.event.rrule && !b.event.rrule && a.event.start !== b.event.start

/** Positive when `a` is newer. */
const rank = (a: EventRead, b: EventRead): number =>
  a.event.sequence - b.event.sequence || (a.stamp === b.stamp ? 0 : a.stamp > b.stamp ? 1 : -1)

/** RECURRENCE-ID in the terms of the series: producers write it in another zone, in UTC, or as a day. */
export const placeOf = (
  { recurrence, event, times }: EventRead,
  series: EventRead | undefined,
  zoneOf: ZoneOf,
): string => {
  if (!recurrence) return event.start
  const base = series?.times ?? { ...times, allDay: recurrence.wall === null, wall: recurrence.wall }
  const name = occurrenceName(recurrence, base, zoneOf)
  return name.length === 10 && base.wall !== null && !base.allDay ? atTime(name, base.wall, base.zone) : name
}
