import { formatRule, parseRule, type Rule, untilDay } from '../../../time/rrule-text.ts'
import { instantOf, localDateOf, wallClock } from '../../../time/zone.ts'
import { firstOf, timesOn } from '../../occurrences.ts'
import type { IcsEvent } from '../ics-event.ts'
import type { IcsTodo } from '../ics-todo.ts'
import { clockText, dayText, escapedText, foldedLine, instantText } from './line.ts'

/** A TZID that needs no quotes: for zones without an IANA name made from their rules. */
export const tzidOf = (zone: string): string =>
  /^[A-Za-z][\w+/-]*$/.test(zone) ? zone : `/lifeos/${zone.replace(/[^A-Za-z0-9+.-]/g, '_')}`

type Line = [name: string, value: string | number | null]

const text = (name: string, value: string | null): Line => [name, value ? escapedText(value) : null]

const block = (name: string, lines: Line[], inner = ''): string => {
  const written = lines.map(([key, value]) => (value === null || value === '' ? '' : foldedLine(`${key}:${value}`)))
  return `${foldedLine(`BEGIN:${name}`)}${written.join('')}${inner}${foldedLine(`END:${name}`)}`
}

/** DTSTAMP is when the item was last changed, so that the same items make the same file. */
const NEVER = '1970-01-01T00:00:00.000Z'

/** A VEVENT. Times with a zone have its TZID, for which the calendar needs a VTIMEZONE. */
export const eventText = (event: IcsEvent): string => {
  const { recurrenceId, isFollowing, exdates, rdates } = event
  const range = isFollowing ? ';RANGE=THISANDFUTURE' : ''
  const clock = zoneParam(event)
  const id = recurrenceId?.length === 10 ? ';VALUE=DATE' : clock
  const date = event.allDay ? ';VALUE=DATE' : clock
  const plain = rdates.filter(({ end }) => end === null)
  const periods = rdates.flatMap(({ start, end }) => (end === null ? [] : `${time(start, event)}/${time(end, event)}`))
  return block(
    'VEVENT',
    [
      text('UID', event.uid),
      ['DTSTAMP', instantText(event.lastModified ?? NEVER)],
      [`RECURRENCE-ID${range}${id}`, recurrenceId && time(recurrenceId, event)],
      ['SEQUENCE', event.sequence || null],
      [`DTSTART${date}`, time(event.start, event)],
      [`DTEND${date}`, time(event.end, event)],
      ['RRULE', event.rrule && ruleText(event)],
      [`EXDATE${date}`, exdates.map((one) => time(occurrenceStart(one, event), event)).join(',')],
      [`RDATE${date}`, plain.map(({ start }) => time(start, event)).join(',')],
      [`RDATE;VALUE=PERIOD${clock}`, periods.join(',')],
      text('SUMMARY', event.summary),
      text('DESCRIPTION', event.description),
      text('LOCATION', event.location),
      ['STATUS', event.status === 'confirmed' ? null : event.status.toUpperCase()],
      ['TRANSP', event.transparency === 'free' ? 'TRANSPARENT' : 'OPAQUE'],
      ['CLASS', event.isPrivate ? 'PRIVATE' : null],
      ['CATEGORIES', event.categories.map(escapedText).join(',')],
      ['URL', event.url],
      ['CONFERENCE;VALUE=URI', event.conferenceUrl],
      ['LAST-MODIFIED', event.lastModified && instantText(event.lastModified)],
    ],
    alarmsText(event),
  )
}

const zoneParam = ({ allDay, isFloating, timeZone }: IcsEvent): string =>
  allDay || isFloating || timeZone === 'UTC' ? '' : `;TZID=${tzidOf(timeZone)}`

/** A day or an instant, by the clock of the event. */
const time = (when: string, { timeZone, isFloating }: IcsEvent): string => {
  if (when.length === 10) return dayText(when)
  if (timeZone === 'UTC' && !isFloating) return instantText(when)
  return clockText(wallClock(Date.parse(when), timeZone))
}

const occurrenceStart = (when: string, event: IcsEvent): string =>
  when.length === 10 ? timesOn(firstOf(event), when).start : when

/** What of an event decides how its rule is written. */
type Ruled = Pick<IcsEvent, 'rrule' | 'start' | 'end' | 'allDay' | 'timeZone' | 'isFloating'>

/** UNTIL is a day where the start is one, and UTC where the start has a zone (RFC 5545 section 3.3.10). */
export const ruleText = (event: Ruled): string => {
  const rule = parseRule(event.rrule ?? '')
  if (!rule) return event.rrule ?? ''
  return formatRule({ ...rule, until: untilOf(rule, event) })
}

const untilOf = (rule: Rule, event: Ruled): string | undefined => {
  const { until } = rule
  const { timeZone, allDay, isFloating } = event
  if (until === undefined) return undefined
  if (allDay) return until.endsWith('Z') ? localDateOf(Date.parse(until), 'UTC') : (untilDay(rule) ?? undefined)
  const instant =
    until.length === 10
      ? Date.parse(timesOn(firstOf(event), until).start)
      : until.endsWith('Z')
        ? Date.parse(until)
        : instantOf(Date.parse(`${until}Z`), timeZone)
  const digits = isFloating ? wallClock(instant, timeZone) : instant
  return `${new Date(digits).toISOString().slice(0, 19)}${isFloating ? '' : 'Z'}`
}

/** A VTODO. */
export const todoText = (todo: IcsTodo): string =>
  block(
    'VTODO',
    [
      text('UID', todo.uid),
      ['DTSTAMP', instantText(todo.lastModified ?? NEVER)],
      ['SEQUENCE', todo.sequence || null],
      todo.due.length === 10 ? ['DUE;VALUE=DATE', dayText(todo.due)] : ['DUE', instantText(todo.due)],
      text('SUMMARY', todo.summary),
      text('DESCRIPTION', todo.description),
      ['STATUS', todo.status.toUpperCase()],
      ['COMPLETED', todo.completedAt && instantText(todo.completedAt)],
      ['PERCENT-COMPLETE', todo.status === 'completed' ? 100 : null],
      ['PRIORITY', todo.priority],
      ['CATEGORIES', todo.categories.map(escapedText).join(',')],
      ['LAST-MODIFIED', todo.lastModified && instantText(todo.lastModified)],
    ],
    alarmsText(todo, ';RELATED=END'),
  )

const alarmsText = ({ alarms, summary }: Pick<IcsEvent, 'alarms' | 'summary'>, related = ''): string =>
  alarms
    .map((minutes) => [`TRIGGER${related}`, `${minutes > 0 ? '-' : ''}PT${Math.abs(minutes)}M`] satisfies Line)
    .map((trigger) => block('VALARM', [['ACTION', 'DISPLAY'], trigger, text('DESCRIPTION', summary || 'Reminder')]))
    .join('')
