import { AppError } from '../../../platform/errors.ts'
import { blankOf } from '../../entity-fields.ts'
import { addDays, daysBetween } from '../../time/dates.ts'
import { localDateOf } from '../../time/zone.ts'
import { calendarFields, MAX_CANCELLED, MAX_CHANGED, type OccurrenceChange } from '../calendar.fields.ts'
import type { CalendarEvent } from '../calendar.schema.ts'
import type { EventContent } from '../event-content.ts'
import type { IcsEvent } from '../ics/ics-event.ts'
import { hasOccurrenceAt, isDay, occurrenceOn, seriesDay } from '../occurrences.ts'
import { endedBefore, restFrom } from '../series.ts'
import { contentOf, madeEvent } from './ics-content.ts'
import type { ProviderEvent } from './provider.ts'

/** A series with its changed occurrences in it; more than one event where a change stands for all that follow. */
export const seriesEvents = (series: IcsEvent, changed: IcsEvent[]): ProviderEvent[] => {
  const first = { ...series, exdates: series.exdates.filter(isOfSeries(series)) }
  const following = changed
    .filter(({ isFollowing, status }) => isFollowing && status !== 'cancelled')
    .sort((a, b) => ((a.recurrenceId ?? '') < (b.recurrenceId ?? '') ? -1 : 1))
  const [next] = following
  const day = next && dayOf(next.recurrenceId ?? '', first)
  const parts = next && day ? splitAt(first, day, next) : null
  if (!next || !day || !parts) return withOccurrences(first, contentOf(first), null, changed)
  const before = changed.filter((one) => one !== next && dayOf(one.recurrenceId ?? '', first) < day)
  const after = changed.filter((one) => one !== next && dayOf(one.recurrenceId ?? '', first) >= day)
  // What follows names its occurrences by the days of the series: they move along with it.
  const shift = daysBetween(day, seriesDay(asEvent(parts.rest)))
  const rest = { ...next, rrule: parts.rest.rrule, uid: first.uid, exdates: first.exdates, rdates: [] }
  return [
    ...withOccurrences(first, parts.ended, null, before),
    ...withOccurrences(rest, parts.rest, next.recurrenceId, after, (one) => addDays(dayOf(one, first), shift)),
  ]
}

/** A date that is left out at another time than the series has is none of it. */
const isOfSeries = (series: IcsEvent): ((exdate: string) => boolean) => {
  const event = asEvent(contentOf(series))
  return (exdate) => exdate.length === 10 || hasOccurrenceAt(event, exdate)
}

/** A series that ends before a day, and what goes on from there. Null where its rule cannot be split. */
const splitAt = (first: IcsEvent, day: string, next: IcsEvent): { ended: EventContent; rest: EventContent } | null => {
  const whole = contentOf(first)
  try {
    const series = asEvent(whole)
    if (!isDay(series, day) || day === seriesDay(series)) return null
    const { rrule } = restFrom(series, day, {})
    return { ended: { ...whole, ...endedBefore(series, day) }, rest: { ...contentOf(next), rrule } }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

type DayOf = (recurrenceId: string) => string

const withOccurrences = (
  series: IcsEvent,
  content: EventContent,
  recurrenceId: string | null,
  changed: IcsEvent[],
  named: DayOf = (one) => dayOf(one, series),
): ProviderEvent[] => {
  const event = asEvent(content)
  const cancelled = new Set(series.exdates.map(named))
  const own: Record<string, OccurrenceChange> = {}
  const singles: ProviderEvent[] = []
  for (const one of changed) {
    const day = named(one.recurrenceId ?? '')
    const isOfRule = isDay(event, day)
    if (one.status !== 'cancelled' && isOfRule && Object.keys(own).length < MAX_CHANGED) {
      own[day] = differences(event, day, contentOf(one))
      cancelled.delete(day)
      continue
    }
    cancelled.add(day)
    if (one.status !== 'cancelled')
      singles.push(madeEvent(series, { ...contentOf(one), rrule: null }, one.recurrenceId))
  }
  const days = [...cancelled].filter((day) => isDay(event, day)).sort()
  const whole = { ...content, cancelled: days.slice(-MAX_CANCELLED), changed: own }
  return [madeEvent(series, whole, recurrenceId), ...singles]
}

const OWN = ['title', 'notes', 'location', 'conferenceUrl', 'busy'] as const

/** What an occurrence has of its own. */
export const differences = (event: CalendarEvent, day: string, content: EventContent): OccurrenceChange => {
  const byRule = occurrenceOn({ ...event, changed: {} }, day)
  const own = OWN.filter((name) => content[name] !== event[name]).map((name) => [name, content[name]])
  const isMoved = content.start !== byRule.start || content.end !== byRule.end
  return { ...Object.fromEntries(own), ...(isMoved && { start: content.start, end: content.end }) }
}

const dayOf = (time: string, { timeZone }: IcsEvent): string =>
  time.length === 10 ? time : localDateOf(Date.parse(time), timeZone)

/** For the rules of series, which read no more of an event than its content. */
export const asEvent = (content: EventContent): CalendarEvent => ({
  ...blankOf(calendarFields),
  ...content,
  ...{ id: '', userId: '', version: 0, createdAt: '', updatedAt: '' },
})
