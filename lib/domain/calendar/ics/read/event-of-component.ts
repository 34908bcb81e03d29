import { createHash } from 'node:crypto'
import { allOf, type Component, firstOf, textOf, unescaped } from '../grammar/component.ts'
import { type DateValue, dateValue, durationMs, durationValue } from '../grammar/values.ts'
import type { IcsEvent } from '../ics-event.ts'
import { exdatesOf, rdatesOf, type Times, timesOf, type ZoneOf } from './event-times.ts'
import type { RuleRead } from './rule.ts'

/** An event as it stands in a file: which occurrence it is of a series is known when the series is. */
export type EventRead = {
  event: IcsEvent
  times: Times
  recurrence: DateValue | null
  /** When this version was written, for files that hold several. */
  stamp: string
  line: number
  problems: string[]
}

export type Reader = {
  zoneOf: ZoneOf
  readRule: (text: string, startWall: number | null) => RuleRead
  isCancel: boolean
}

/** Reads a VEVENT, or says why it cannot. */
export const readEvent = (component: Component, reader: Reader): EventRead | string => {
  if (!component.isClosed) return 'The event does not end'
  const times = timesOf(component, reader.zoneOf)
  if (!times) return 'DTSTART is missing or no date'
  const recurrenceId = firstOf(component, 'RECURRENCE-ID')
  const recurrence = recurrenceId ? dateValue(recurrenceId.value, recurrenceId.params) : null
  if (recurrenceId && !recurrence) return 'RECURRENCE-ID is no date'
  const problems: string[] = []
  const rule = recurrence ? null : ruleOf(component, times, reader, problems)
  const repeats: Partial<IcsEvent> = recurrence
    ? { isFollowing: recurrenceId?.params.get('RANGE')?.toUpperCase() === 'THISANDFUTURE' }
    : {
        rrule: rule,
        exdates: exdatesOf(component, times, reader.zoneOf),
        rdates: rdatesOf(component, times, reader.zoneOf),
      }
  const event: IcsEvent = { ...fieldsOf(component, times, reader.isCancel), ...repeats }
  const stamp = event.lastModified ?? instantOf(component, 'DTSTAMP') ?? ''
  return { event, times, recurrence, stamp, line: component.line, problems }
}

const ruleOf = (component: Component, { wall }: Times, { readRule }: Reader, problems: string[]): string | null => {
  const [first, ...more] = allOf(component, 'RRULE')
  if (more.length > 0) problems.push('Only the first of several rules is read')
  if (firstOf(component, 'EXRULE')) problems.push('EXRULE is not read')
  if (!first || first.value.trim() === '') return null
  const { rrule, problem } = readRule(first.value, wall)
  if (problem) problems.push(`It takes place once, its rule is not read: ${problem}`)
  return rrule
}

const fieldsOf = (component: Component, times: Times, isCancel: boolean): IcsEvent => {
  const { start, end, allDay, timeZone, zone, wall } = times
  const summary = textOf(component, 'SUMMARY') ?? ''
  const sequence = Number(firstOf(component, 'SEQUENCE')?.value ?? 0)
  return {
    uid: textOf(component, 'UID') ?? madeUid([start, end, summary, textOf(component, 'LOCATION') ?? '']),
    recurrenceId: null,
    isFollowing: false,
    sequence: Number.isSafeInteger(sequence) && sequence > 0 ? sequence : 0,
    summary,
    description: textOf(component, 'DESCRIPTION'),
    location: textOf(component, 'LOCATION'),
    start,
    end,
    allDay,
    timeZone,
    isFloating: wall !== null && zone.isFloating,
    rrule: null,
    exdates: [],
    rdates: [],
    status: isCancel ? 'cancelled' : statusOf(component),
    transparency: isFree(component) ? 'free' : 'busy',
    isPrivate: /^(private|confidential)$/i.test(textOf(component, 'CLASS') ?? ''),
    hasOrganizer: firstOf(component, 'ORGANIZER') !== undefined,
    attendees: allOf(component, 'ATTENDEE').length,
    url: webAddress(component, ['URL']),
    conferenceUrl: webAddress(component, CONFERENCES),
    categories: categoriesOf(component),
    alarms: alarmsOf(component, times),
    lastModified: instantOf(component, 'LAST-MODIFIED'),
  }
}

/** The same for the same content: so an event without a UID stays itself when the file is read again. */
const madeUid = (content: string[]): string =>
  `without-uid-${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)}`

const statusOf = (component: Component): IcsEvent['status'] => {
  const status = textOf(component, 'STATUS')?.toUpperCase()
  if (status === 'CANCELLED' || status === 'CANCELED') return 'cancelled'
  return status === 'TENTATIVE' ? 'tentative' : 'confirmed'
}

const isFree = (component: Component): boolean =>
  textOf(component, 'TRANSP')?.toUpperCase() === 'TRANSPARENT' ||
  textOf(component, 'X-MICROSOFT-CDO-BUSYSTATUS')?.toUpperCase() === 'FREE'

const CONFERENCES = [
  'CONFERENCE',
  'X-GOOGLE-CONFERENCE',
  'X-MICROSOFT-SKYPETEAMSMEETINGURL',
  'X-MICROSOFT-ONLINEMEETINGCONFLINK',
]

const webAddress = (component: Component, names: string[]): string | null =>
  names
    .flatMap((name) => allOf(component, name).map(({ value }) => value.trim()))
    .find((value) => value.length <= 2_000 && /^https?:\/\//i.test(value) && URL.canParse(value)) ?? null

const categoriesOf = (component: Component): string[] => {
  const texts = allOf(component, 'CATEGORIES').flatMap(({ value }) => value.match(/(?:\\.|[^,\\])+/g) ?? [])
  return [...new Set(texts.map((text) => unescaped(text).trim()).filter((text) => text !== ''))].slice(0, 50)
}

const instantOf = (component: Component, name: string): string | null => {
  const value = dateValue(firstOf(component, name)?.value ?? '', new Map())
  return value && value.wall !== null ? new Date(value.wall).toISOString() : null
}

const MOST_ALARMS = 20

/** Minutes before the start, of alarms that show or play something. */
const alarmsOf = (component: Component, times: Times): number[] => {
  if (component.components.length === 0) return []
  const minutes = component.components
    .filter(({ name }) => name === 'VALARM')
    .slice(0, MOST_ALARMS)
    .filter((alarm) => !/^(email|procedure|none)$/i.test(textOf(alarm, 'ACTION') ?? ''))
    .map((alarm) => minutesBefore(alarm, times))
    .filter((one) => one !== null)
  return [...new Set(minutes)].sort((a, b) => a - b)
}

/** Null also for the far past, by which Apple says that there is none. */
const minutesBefore = (alarm: Component, { start, end, allDay, zone }: Times): number | null => {
  const trigger = firstOf(alarm, 'TRIGGER')
  if (!trigger) return null
  const at = (text: string) => (allDay ? zone.instantOf(Date.parse(`${text}T00:00:00Z`)) : Date.parse(text))
  const duration = durationValue(trigger.value)
  const fixed = dateValue(trigger.value, new Map())
  const base = trigger.params.get('RELATED')?.toUpperCase() === 'END' ? end : start
  const when = duration ? at(base) + durationMs(duration) : fixed?.wall
  if (when === undefined || when === null) return null
  const minutes = Math.round((at(start) - when) / 60_000)
  return Math.abs(minutes) <= 366 * 1_440 ? minutes : null
}
