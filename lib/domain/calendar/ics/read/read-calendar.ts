import { isTimeZone } from '../../../time/zone.ts'
import { type Component, firstOf, readComponents, textOf } from '../grammar/component.ts'
import { textLines } from '../grammar/text-lines.ts'
import { durationMs, durationValue } from '../grammar/values.ts'
import type { IcsCalendar, IcsEvent, Skipped } from '../ics-event.ts'
import { fileZones } from '../zones/file-zones.ts'
import { ianaZone } from '../zones/zone-names.ts'
import { type EventRead, type Reader, readEvent } from './event-of-component.ts'
import { ruleReader } from './rule.ts'
import { newestVersions } from './versions.ts'

const MOST_EVENTS = 20_000
const MOST_SKIPPED = 100

/**
 * Reads an iCalendar file (RFC 5545) of any producer; null for a text without any VCALENDAR. Nothing in it raises: what
 * cannot be read is in `skipped`, at most 100 of it. Times without a zone are in the zone that the file names (X-WR-TIMEZONE),
 * else in `zone`, the person's. The work is bounded by the size of the file, whatever its rules and zones say.
 */
export const readCalendar = (
  input: string | Uint8Array,
  { zone, mostEvents = MOST_EVENTS }: { zone: string; mostEvents?: number },
): IcsCalendar | null => {
  const { roots, broken } = readComponents(textLines(input))
  const calendars = roots.filter(({ name }) => name === 'VCALENDAR')
  const [first] = calendars
  if (!first) return null
  const skipped = skippedList()
  for (const line of broken) skipped.add({ line, uid: null, reason: 'It is no content line' })
  const events = eventsOf(calendars, zone, mostEvents, skipped.add)
  const total = calendars.flatMap(({ components }) => components).filter(({ name }) => name === 'VEVENT').length
  return {
    name: textOf(first, 'X-WR-CALNAME') ?? textOf(first, 'NAME'),
    description: textOf(first, 'X-WR-CALDESC') ?? textOf(first, 'DESCRIPTION'),
    timeZone: zoneNamedBy(first),
    method: textOf(first, 'METHOD')?.toUpperCase() ?? null,
    refreshMs: refreshOf(first),
    events,
    skipped: skipped.list,
    skippedCount: skipped.count(),
    isComplete: total <= mostEvents && calendars.every(({ isClosed }) => isClosed),
  }
}

type Add = (one: Skipped) => void

const skippedList = () => {
  const list: Skipped[] = []
  let count = 0
  const add: Add = (one) => {
    count += 1
    if (list.length < MOST_SKIPPED) list.push(one)
  }
  return { list, count: () => count, add }
}

const NOT_EVENTS = new Set(['VTODO', 'VJOURNAL', 'VFREEBUSY', 'VAVAILABILITY', 'VPOLL'])

const eventsOf = (calendars: Component[], zone: string, mostEvents: number, add: Add): IcsEvent[] => {
  const readRule = ruleReader()
  let left = mostEvents
  return calendars.flatMap((calendar) => {
    const isCancel = textOf(calendar, 'METHOD')?.toUpperCase() === 'CANCEL'
    const zoneOf = fileZones(calendar, zoneNamedBy(calendar) ?? zone)
    const reads: EventRead[] = []
    for (const component of calendar.components) {
      const { line, name } = component
      if (NOT_EVENTS.has(name)) add({ line, uid: textOf(component, 'UID'), reason: `${name} is no event` })
      if (name !== 'VEVENT') continue
      left -= 1
      const read = left < 0 ? 'The file has too many events' : tryRead(component, { zoneOf, readRule, isCancel })
      if (typeof read === 'string') add({ line, uid: textOf(component, 'UID'), reason: read })
      else reads.push(read)
    }
    for (const { line, event, problems } of reads) for (const reason of problems) add({ line, uid: event.uid, reason })
    return newestVersions(reads, zoneOf, ({ line, event }, reason) => add({ line, uid: event.uid, reason }))
  })
}

/** No event spoils the others, not even one with times beyond what a clock can show. */
const tryRead = (component: Component, reader: Reader): EventRead | string => {
  try {
    return readEvent(component, reader)
  } catch (error) {
    if (error instanceof RangeError) return 'A time is out of range'
    throw error
  }
}

export const zoneNamedBy = (calendar: Component): string | null => {
  const name = textOf(calendar, 'X-WR-TIMEZONE')
  const zone = name === null ? null : ianaZone(name)
  return zone !== null && isTimeZone(zone) ? zone : null
}

const refreshOf = (calendar: Component): number | null => {
  const text = firstOf(calendar, 'REFRESH-INTERVAL')?.value ?? firstOf(calendar, 'X-PUBLISHED-TTL')?.value
  const duration = durationValue(text ?? '')
  const ms = duration ? durationMs(duration) : 0
  return ms > 0 ? ms : null
}
