import { isTimeZone, wallClock } from '../../../time/zone.ts'
import { type Property, readProperty } from '../grammar/content-line.ts'
import { textLines } from '../grammar/text-lines.ts'
import { tzidOf } from '../write/components.ts'
import { clockText, dayText, instantText } from '../write/line.ts'
import { timeZoneLines } from '../write/timezone.ts'
import { namedZone } from '../zones/file-zones.ts'
import { type Block, blocksOf, linesOf, readDocument } from './document.ts'
import type { Entry } from './resource.ts'

/** How the times of an event are written: as days, in UTC, in no zone, or in the zone of a TZID. */
export type Clock =
  | { form: 'day' | 'utc' }
  | { form: 'floating'; zone: string }
  | { form: 'zone'; tzid: string; nameAt: (epochMs: number) => string }

/** The form that an event's start has. */
export const clockOf = ({ block, read: { times } }: Entry): Clock => {
  const start = propertyOf(block, 'DTSTART')
  if (times.allDay) return { form: 'day' }
  if (times.zone.isFloating) return { form: 'floating', zone: times.timeZone }
  const tzid = start?.params.get('TZID')
  return tzid === undefined || /Z\s*$/i.test(start?.value ?? '')
    ? { form: 'utc' }
    : { form: 'zone', tzid, nameAt: times.zone.nameAt }
}

export const propertyOf = (block: Block, name: string): Property | null => {
  const [line] = linesOf(block, name)
  return line === undefined ? null : readProperty(line, name, block.line)
}

/** The form for a zone that the event was not in before. */
export const clockIn = (zone: string): Clock =>
  zone === 'UTC' ? { form: 'utc' } : { form: 'zone', tzid: tzidOf(zone), nameAt: namedZone(zone).nameAt }

/** A property of times: instants, or days where the form is that of days. */
export const timeLine = (name: string, times: readonly string[], clock: Clock): string => {
  const values = times.map((time) => written(time, clock)).join(',')
  if (times[0]?.length === 10) return `${name};VALUE=DATE:${values}`
  if (clock.form !== 'zone') return `${name}:${values}`
  return `${name};TZID=${/[:;,]/.test(clock.tzid) ? `"${clock.tzid}"` : clock.tzid}:${values}`
}

const written = (time: string, clock: Clock): string => {
  if (time.length === 10) return dayText(time)
  const at = Date.parse(time)
  if (clock.form === 'zone') return clockText(wallClock(at, clock.nameAt(at)))
  return clock.form === 'floating' ? clockText(wallClock(at, clock.zone)) : instantText(time)
}

/** So many years around an event its zone is written down for. */
const YEARS = { before: 1, after: 30 }

/** Adds a VTIMEZONE for a form where the document has none of that name. */
export const defineZone = (document: Block, clock: Clock, start: string): void => {
  if (clock.form !== 'zone') return
  const isKnown = blocksOf(document, 'VTIMEZONE').some((one) => propertyOf(one, 'TZID')?.value.trim() === clock.tzid)
  const zone = clock.nameAt(Date.parse(start))
  if (isKnown || !isTimeZone(zone)) return
  const year = Number(start.slice(0, 4))
  const years = { firstYear: year - YEARS.before, lastYear: year + YEARS.after }
  const whole = `BEGIN:VCALENDAR\r\n${timeZoneLines(zone, clock.tzid, years)}END:VCALENDAR\r\n`
  const definition = readDocument(textLines(whole))
  const at = document.parts.findIndex((part) => typeof part !== 'string')
  document.parts.splice(
    at < 0 ? document.parts.length : at,
    0,
    ...(definition ? blocksOf(definition, 'VTIMEZONE') : []),
  )
}
