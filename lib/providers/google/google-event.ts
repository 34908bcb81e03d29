import type { EventContent } from '../../domain/calendar/event-content.ts'
import type { IcsEvent } from '../../domain/calendar/ics/ics-event.ts'
import { LONGEST } from '../../domain/calendar/ics/read/event-times.ts'
import { ruleReader } from '../../domain/calendar/ics/read/rule.ts'
import { ianaZone } from '../../domain/calendar/ics/zones/zone-names.ts'
import { eventsOfIcs } from '../../domain/calendar/sync/from-ics.ts'
import { contentOf } from '../../domain/calendar/sync/ics-content.ts'
import type { Access, Exception, Gone, ProviderEvent } from '../../domain/calendar/sync/provider.ts'
import { addDays, daysBetween } from '../../domain/time/dates.ts'
import { DAY_MS } from '../../platform/units.ts'
import { type RuleReader, readRecurrence } from './google-rules.ts'
import type { GoogleEvent, GoogleTime } from './google-wire.ts'

/** The private extended property that names the task of a block. */
export const TASK_PROPERTY = 'lifeosTaskId'

/** What the events of a page have in common. */
export type Reader = RuleReader & {
  calendar: string
  /** Of the calendar; else the person's. IANA. */
  zone: string
}

export const readerOf = (calendar: string, calendarZone: string | undefined, access: Access): Reader => ({
  calendar,
  zone: ianaZone(calendarZone ?? '') ?? access.zone,
  window: access.window,
  readRule: ruleReader(),
  zones: new Map(),
})

/** What an event of a list is here: an event, an exception of a series, or the news that one is gone. */
export type Converted = { events: ProviderEvent[]; exceptions: Exception[]; gone: Gone[] }

const NOTHING: Converted = { events: [], exceptions: [], gone: [] }

/** Nothing for an event whose times cannot be read. */
export const converted = (event: GoogleEvent, reader: Reader): Converted => {
  const { calendar } = reader
  const { id, recurringEventId, status } = event
  const isCancelled = status === 'cancelled'
  if (recurringEventId !== undefined) return { ...NOTHING, exceptions: exceptionOf(event, recurringEventId, reader) }
  if (!isCancelled) return { ...NOTHING, events: eventsOf(event, reader) }
  const instance = instanceIn(id)
  const ofInstance = instance ? [{ calendar, externalId: instance.series, recurrenceId: instance.start }] : []
  return { ...NOTHING, gone: [{ calendar, externalId: id, recurrenceId: null }, ...ofInstance] }
}

const exceptionOf = (event: GoogleEvent, series: string, reader: Reader): Exception[] => {
  const originalStart = originalStartOf(event)
  const ics = event.status === 'cancelled' ? null : icsOf(event, reader)
  if (!originalStart || (event.status !== 'cancelled' && !ics)) return []
  const content = ics && withAttendees(contentOf(ics), event)
  const named = { calendar: reader.calendar, externalId: series, originalStart }
  return [{ ...named, content, etag: event.etag ?? null, ref: event.id }]
}

const originalStartOf = ({ id, originalStartTime }: GoogleEvent): string | null => {
  const { date, dateTime } = originalStartTime ?? {}
  if (date !== undefined) return date
  const ms = Date.parse(dateTime ?? '')
  return Number.isNaN(ms) ? (instanceIn(id)?.start ?? null) : new Date(ms).toISOString()
}

/** Instances are called after their series and their original start. */
const instanceIn = (id: string): { series: string; start: string } | null => {
  const [, series, date = '', time] = /^(.+)_(\d{8})(?:T(\d{6})Z)?$/.exec(id) ?? []
  if (!series) return null
  const day = date.replace(/(....)(..)(..)/, '$1-$2-$3')
  const start = time ? `${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}.000Z` : day
  return Number.isNaN(Date.parse(start)) ? null : { series, start }
}

const eventsOf = (event: GoogleEvent, reader: Reader): ProviderEvent[] => {
  const ics = icsOf(event, reader)
  if (!ics) return []
  const taskId = event.extendedProperties?.private?.[TASK_PROPERTY] ?? null
  const more = { calendar: reader.calendar, externalId: event.id, etag: event.etag ?? null, ref: null, taskId }
  return eventsOfIcs([ics]).map((one) => ({ ...one, ...withAttendees(one, event), ...more }))
}

/** An event in the shape in which events of all producers are read. Null without times. */
const icsOf = (event: GoogleEvent, reader: Reader): IcsEvent | null => {
  const { id, recurrence } = event
  const times = timesOf(event, reader)
  if (!times) return null
  const repeats = recurrence ? readRecurrence(recurrence, { ...times, rrule: null }, reader) : null
  return {
    ...{ uid: id, recurrenceId: null, isFollowing: false, sequence: 0, rrule: null, exdates: [], rdates: [] },
    ...times,
    ...repeats,
    summary: titleOf(event),
    description: event.description ?? null,
    location: event.location ?? null,
    isFloating: false,
    status: event.status === 'tentative' ? 'tentative' : 'confirmed',
    transparency: isFree(event) ? 'free' : 'busy',
    isPrivate: event.visibility === 'private' || event.visibility === 'confidential',
    hasOrganizer: false,
    attendees: event.attendees?.length ?? 0,
    url: null,
    conferenceUrl: conferenceOf(event),
    ...{ categories: [], alarms: [], lastModified: null },
  }
}

type Times = Pick<IcsEvent, 'start' | 'end' | 'allDay' | 'timeZone'>

/** Of whole days Google's end is the day after the last, as here. The zone is that of the start, even where the end has another. */
const timesOf = ({ start, end, recurrence }: GoogleEvent, { zone }: Reader): Times | null => {
  const longest = recurrence ? LONGEST.series : LONGEST.single
  if (start?.date !== undefined) {
    if (Number.isNaN(Date.parse(start.date))) return null
    const days = Math.min(Math.max(daysBetween(start.date, end?.date ?? start.date) || 1, 1), longest)
    return { start: start.date, end: addDays(start.date, days), allDay: true, timeZone: zone }
  }
  const from = msOf(start)
  if (Number.isNaN(from)) return null
  const length = Math.min(Math.max(msOf(end) - from || 0, 0), longest * DAY_MS)
  const timeZone = ianaZone(start?.timeZone ?? '') ?? zone
  return { start: iso(from), end: iso(from + length), allDay: false, timeZone }
}

const msOf = (time: GoogleTime | undefined): number => Date.parse(time?.dateTime ?? '')
const iso = (ms: number): string => new Date(ms).toISOString()

/** Where a calendar shows only when its person is busy, and of private events of others, there is no title. */
const titleOf = ({ summary, eventType, visibility, attendees }: GoogleEvent): string => {
  if (summary?.trim()) return summary
  if (eventType === 'workingLocation') return 'Working location'
  return summary === undefined && (visibility === 'private' || !attendees) ? 'Busy' : ''
}

/** Where somebody works, and whose birthday it is, takes no time; nor does what the person declined. */
const isFree = ({ transparency, eventType, attendees }: GoogleEvent): boolean =>
  transparency === 'transparent' ||
  eventType === 'workingLocation' ||
  eventType === 'birthday' ||
  Boolean(attendees?.some(({ self, responseStatus }) => self && responseStatus === 'declined'))

const conferenceOf = ({ hangoutLink, conferenceData }: GoogleEvent): string | null => {
  const video = conferenceData?.entryPoints?.find(({ entryPointType }) => entryPointType === 'video')
  const url = video?.uri ?? hangoutLink
  return url && url.length <= 2_000 && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null
}

const STATUSES = ['needsAction', 'accepted', 'declined', 'tentative'] as const
const MOST_ATTENDEES = 200

const withAttendees = <T extends EventContent>(content: T, { attendees = [] }: GoogleEvent): T => ({
  ...content,
  attendees: attendees
    .flatMap(({ email, displayName = '', responseStatus }) => {
      if (!email || email.length > 254 || !/^[^\s@<>]+@[^\s@<>]+$/.test(email)) return []
      const status = STATUSES.find((one) => one === responseStatus) ?? 'needsAction'
      return [{ name: displayName.slice(0, 200), email, status }]
    })
    .slice(0, MOST_ATTENDEES),
})
