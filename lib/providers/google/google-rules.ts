import { readComponents } from '../../domain/calendar/ics/grammar/component.ts'
import type { IcsEvent } from '../../domain/calendar/ics/ics-event.ts'
import { exdatesOf, rdatesOf, type ZoneOf } from '../../domain/calendar/ics/read/event-times.ts'
import type { RuleRead } from '../../domain/calendar/ics/read/rule.ts'
import { type FileZone, namedZone } from '../../domain/calendar/ics/zones/file-zones.ts'
import { ianaZone } from '../../domain/calendar/ics/zones/zone-names.ts'
import { firstOf, ruleDays, seriesDay, type Timed, timesOn } from '../../domain/calendar/occurrences.ts'
import type { Access } from '../../domain/calendar/sync/provider.ts'
import { addDays } from '../../domain/time/dates.ts'
import { daysOfRule } from '../../domain/time/rrule.ts'
import { parseRule } from '../../domain/time/rrule-text.ts'
import { wallClock } from '../../domain/time/zone.ts'

/** The zones and rules of one page: rules together cost a bounded time, zones are looked up once. */
export type RuleReader = {
  readRule: (text: string, startWall: number | null) => RuleRead
  zones: Map<string, FileZone>
  window: Access['window']
}

type Recurrence = Pick<IcsEvent, 'rrule' | 'exdates' | 'rdates'>

/**
 * The lines of `recurrence`: RRULE, EXDATE, RDATE and EXRULE as in RFC 5545, on the clock of the start. The first rule is that of
 * the series; what others add in the window are dates like those of an RDATE. An EXRULE becomes the days in the window that it
 * leaves out.
 */
export const readRecurrence = (lines: string[], times: Timed, reader: RuleReader): Recurrence => {
  const [component] = readComponents(['BEGIN:VEVENT', ...lines, 'END:VEVENT']).roots
  if (!component) return { rrule: null, exdates: [], rdates: [] }
  const { start, allDay, timeZone } = times
  const zone = zoneIn(reader, timeZone)
  const wall = allDay ? null : wallClock(Date.parse(start), timeZone)
  const given = { start, end: times.end, allDay, timeZone, zone, wall }
  const zoneOf: ZoneOf = (tzid) => zoneIn(reader, ianaZone(tzid ?? '') ?? timeZone)
  const rulesIn = (name: string) =>
    (component.properties.get(name) ?? []).map(({ value }) => reader.readRule(value, wall).rrule)
  const daysOf = (rrule: string | null) => (rrule ? daysIn({ ...times, rrule }, reader.window) : [])
  const [rrule = null, ...more] = rulesIn('RRULE')
  const exdates = [...exdatesOf(component, given, zoneOf), ...rulesIn('EXRULE').flatMap(daysOf)]
  const known = rdatesOf(component, given, zoneOf)
  const added = [...new Set(more.flatMap(daysOf))].filter((day) => !exdates.includes(day))
  const starts = new Set([start, ...known.map((one) => one.start)])
  const others = added.map((day) => timesOn(firstOf(times), day)).filter((one) => !starts.has(one.start))
  return { rrule, exdates, rdates: [...known, ...others] }
}

const zoneIn = ({ zones }: RuleReader, name: string): FileZone => {
  const zone = zones.get(name) ?? namedZone(name)
  zones.set(name, zone)
  return zone
}

/** The days of a rule in the window. Unlike those of a series, they do not include the first day as such. */
const daysIn = (times: Timed, { from, to }: Access['window']): string[] => {
  const rule = parseRule(times.rrule ?? '')
  const first = seriesDay(times)
  const range = { start: first, from: addDays(first, -1), until: first, count: 1 }
  const hasFirst = rule !== null && daysOfRule(rule, range).length > 0
  return ruleDays(times, from.slice(0, 10), to.slice(0, 10)).filter((day) => day !== first || hasFirst)
}
