import { localDateOf } from '../../time/zone.ts'
import type { IcsEvent } from '../ics/ics-event.ts'
import { hasOccurrenceAt } from '../occurrences.ts'
import { contentOf, madeEvent, shortEnough } from './ics-content.ts'
import { asEvent, seriesEvents } from './ics-series.ts'
import type { ProviderEvent } from './provider.ts'

/**
 * The events of an iCalendar file as they are kept: a series is one event that holds its cancelled and changed occurrences.
 * Occurrences that its rule does not make (RDATE, those of a series that is not in the file) are events of their own.
 * Cancelled events are left out.
 */
export const eventsOfIcs = (events: readonly IcsEvent[]): ProviderEvent[] =>
  [...Map.groupBy(events, ({ uid }) => uid).values()].flatMap(ofGroup)

/** The events of one UID: a series or single event, and changed occurrences. */
const ofGroup = (group: IcsEvent[]): ProviderEvent[] => {
  const found = group.find(({ recurrenceId }) => recurrenceId === null)
  const first = found && withoutDoubleDates(found)
  const changed = group.filter(({ recurrenceId }) => recurrenceId !== null)
  if (first?.status === 'cancelled') return []
  const own = (one: IcsEvent) => (one.status === 'cancelled' ? [] : [madeEvent(one, contentOf(one), one.recurrenceId)])
  if (!first) return changed.flatMap(own)
  const dates = extraDates(first, changed)
  if (first.rrule) return [...seriesEvents(first, changed.filter(isNoExtra(first))), ...dates].map(shortEnough)
  // Without a rule each date is an event: the first one, changed or not, those of RDATE, and changed ones of neither.
  const replaced = changed.find(({ recurrenceId }) => recurrenceId === first.start)
  const isLeft = first.exdates.some((one) => one === first.start || one === dayOf(first.start, first))
  const single = replaced
    ? replaced.status === 'cancelled'
      ? []
      : [madeEvent(first, contentOf(replaced), null)]
    : isLeft
      ? []
      : [madeEvent(first, contentOf(first), null)]
  const others = changed.filter((one) => one !== replaced && isNoExtra(first)(one)).flatMap(own)
  return [...single, ...dates, ...others]
}

/** A date that the rule has too is one occurrence. */
const withoutDoubleDates = (event: IcsEvent): IcsEvent => {
  if (!event.rrule || event.rdates.length === 0) return event
  const series = asEvent(contentOf(event))
  return { ...event, rdates: event.rdates.filter(({ start }) => !hasOccurrenceAt(series, start)) }
}

const isNoExtra =
  ({ rdates }: IcsEvent) =>
  ({ recurrenceId }: IcsEvent): boolean =>
    !rdates.some(({ start }) => start === recurrenceId)

const dayOf = (time: string, { timeZone }: IcsEvent): string =>
  time.length === 10 ? time : localDateOf(Date.parse(time), timeZone)

/** Occurrences by RDATE: as long as the first, unless they say otherwise, with what was changed of them. */
const extraDates = (first: IcsEvent, changed: IcsEvent[]): ProviderEvent[] => {
  const length = startMs(first.end) - startMs(first.start)
  return first.rdates.flatMap(({ start, end }) => {
    const own = changed.find(({ recurrenceId }) => recurrenceId === start)
    if (own?.status === 'cancelled' || start === first.start) return []
    if (first.exdates.includes(start)) return []
    if (own) return [madeEvent(first, contentOf(own), start)]
    const until = new Date(startMs(start) + length).toISOString()
    const times = { start, end: end ?? (start.length === 10 ? until.slice(0, 10) : until) }
    return [madeEvent(first, { ...contentOf(first), ...times, rrule: null }, start)]
  })
}

const startMs = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text)
