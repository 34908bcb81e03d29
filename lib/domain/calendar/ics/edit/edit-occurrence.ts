import { localDateOf } from '../../../time/zone.ts'
import type { EventContent } from '../../event-content.ts'
import { firstOf, ruleDays, timesOn } from '../../occurrences.ts'
import { lineName } from '../grammar/content-line.ts'
import type { IcsEvent } from '../ics-event.ts'
import { clockOf, timeLine } from './clock.ts'
import type { Block } from './document.ts'
import { linesOf, replaceLines } from './document.ts'
import { editSingle } from './edit-series.ts'
import type { Entry, Resource } from './resource.ts'
import { stamp } from './texts.ts'

/**
 * Changes one occurrence of a series: the VEVENT that it has of its own, or a new one, which has everything of the series but its
 * rule. `occurrence`: where the series has it, an instant or a day. False where the series has none there.
 */
export const editOccurrence = (
  resource: Resource,
  occurrence: string,
  content: Partial<EventContent>,
  at: string,
): boolean => {
  const own = changedAt(resource, occurrence) ?? newChanged(resource, occurrence)
  if (!own) return false
  editSingle(resource.document, own, content, at)
  return true
}

/** Takes one occurrence out of a series. False where it has none there. */
export const cancelOccurrence = (resource: Resource, occurrence: string, at: string): boolean => {
  const { document, series } = resource
  const own = changedAt(resource, occurrence)
  const place = own?.place ?? placeIn(series, occurrence)
  if (place === null) return false
  document.parts = document.parts.filter((part) => part !== own?.block)
  if (!series) return true
  const isDay = place.length === 10
  if (!series.read.event.exdates.includes(place)) {
    const line = timeLine('EXDATE', [place], isDay ? { form: 'day' } : clockOf(series))
    replaceLines(series.block, 'EXDATE', [...linesOf(series.block, 'EXDATE'), line])
  }
  stamp(series, at, true)
  return true
}

const changedAt = ({ changed, series }: Resource, occurrence: string): Entry | undefined => {
  const zone = series?.read.event
  const day = zone && dayIn(occurrence, zone)
  return (
    changed.find(({ place }) => place === occurrence) ??
    changed.find(({ place }) => zone && place && zone.rrule && dayIn(place, zone) === day)
  )
}

const dayIn = (place: string, { timeZone }: Pick<IcsEvent, 'timeZone'>): string =>
  place.length === 10 ? place : localDateOf(Date.parse(place), timeZone)

/** How a series names one of its occurrences: of its rule by the day, of RDATE by the start. */
const placeIn = (series: Entry | null, occurrence: string): string | null => {
  if (!series) return null
  const { event } = series.read
  if (event.rdates.some(({ start }) => start === occurrence)) return occurrence
  const day = dayIn(occurrence, event)
  if (!ruleDays(event, day, day).includes(day)) return event.start === occurrence ? occurrence : null
  return timesOn(firstOf(event), day).start
}

const OF_SERIES = ['RRULE', 'EXRULE', 'RDATE', 'EXDATE', 'DTSTART', 'DTEND', 'DURATION', 'RECURRENCE-ID']

const newChanged = (resource: Resource, occurrence: string): Entry | null => {
  const { series, document } = resource
  const place = placeIn(series, occurrence)
  if (!series || place === null) return null
  const { event } = series.read
  // It does not take place.
  if (event.exdates.includes(place) || event.exdates.includes(dayIn(place, event))) return null
  const times = timesAt(event, place)
  const clock = clockOf(series)
  const parts = copyOf(series.block).parts.filter(
    (part) => typeof part !== 'string' || !OF_SERIES.includes(lineName(part) ?? ''),
  )
  const block: Block = { name: 'VEVENT', line: 0, parts }
  for (const [name, time] of [
    ['RECURRENCE-ID', place],
    ['DTSTART', times.start],
    ['DTEND', times.end],
  ] as const)
    replaceLines(block, name, [timeLine(name, [time], clock)])
  document.parts.splice(document.parts.indexOf(series.block) + 1, 0, block)
  const own: IcsEvent = { ...event, ...times, recurrenceId: place, rrule: null, exdates: [], rdates: [] }
  return { block, place, read: { ...series.read, event: own } }
}

const timesAt = (event: IcsEvent, place: string): { start: string; end: string } => {
  const own = event.rdates.find(({ start }) => start === place)
  const times = timesOn(firstOf(event), dayIn(place, event))
  if (own?.end) return { start: place, end: own.end }
  if (times.start === place) return times
  const length = Date.parse(event.end) - Date.parse(event.start)
  const end = new Date(Date.parse(place) + length).toISOString()
  return { start: place, end: place.length === 10 ? end.slice(0, 10) : end }
}

const copyOf = ({ name, line, parts }: Block): Block => ({
  ...{ name, line },
  parts: parts.map((part) => (typeof part === 'string' ? part : copyOf(part))),
})
