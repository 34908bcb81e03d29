import { localDateOf } from '../../time/zone.ts'
import { MAX_CANCELLED, MAX_CHANGED, type OccurrenceChange } from '../calendar.fields.ts'
import type { EventContent } from '../event-content.ts'
import { hasOccurrenceAt, isDay } from '../occurrences.ts'
import { asEvent, differences } from './ics-series.ts'
import type { Wanted } from './mirrored-row.ts'
import type { Exception, ProviderEvent } from './provider.ts'

/**
 * The events of one externalId with its exceptions: they become the cancelled and changed days of the series. Those that it
 * cannot hold (it has nothing at that time any more, there are too many, the series is unknown) are events of their own.
 */
export const foldExceptions = (events: ProviderEvent[], exceptions: Exception[]): Wanted[] => {
  if (exceptions.length === 0) return events
  const series = events.find(({ recurrenceId, rrule }) => recurrenceId === null && rrule !== null)
  const starts = new Set(exceptions.map(({ originalStart }) => originalStart))
  const others = events.filter((one) => one !== series && !starts.has(one.recurrenceId ?? ''))
  if (!series) return [...others, ...exceptions.flatMap(apart)]
  const event = asEvent(series)
  const cancelled = new Set(series.cancelled)
  const changed: Record<string, OccurrenceChange> = { ...series.changed }
  const singles: Wanted[] = []
  for (const exception of [...exceptions].sort((a, b) => (a.originalStart < b.originalStart ? -1 : 1))) {
    const day = dayOf(exception.originalStart, series)
    // When a series is moved to another hour, exceptions of the old one say nothing of it.
    if (!hasOccurrenceAt(event, exception.originalStart)) {
      singles.push(...apart(exception))
      continue
    }
    delete changed[day]
    if (exception.content && Object.keys(changed).length < MAX_CHANGED) {
      changed[day] = differences(event, day, exception.content)
      cancelled.delete(day)
      continue
    }
    cancelled.add(day)
    singles.push(...apart(exception))
  }
  const days = [...cancelled].filter((day) => isDay(event, day)).sort()
  const own = { cancelled: series.cancelled, changed: series.changed }
  return [{ ...series, cancelled: days.slice(-MAX_CANCELLED), changed, own }, ...others, ...singles]
}

const apart = ({ calendar, externalId, originalStart, content, etag, ref }: Exception): Wanted[] =>
  content === null
    ? []
    : [
        {
          ...content,
          rrule: null,
          ...{ calendar, externalId, recurrenceId: originalStart, etag, ref, taskId: null, isException: true as const },
        },
      ]

/** The day of the series that an original start names. */
const dayOf = (start: string, { timeZone, allDay }: EventContent): string =>
  start.length === 10 ? start : allDay ? start.slice(0, 10) : localDateOf(Date.parse(start), timeZone)
