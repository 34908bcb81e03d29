import { createHash } from 'node:crypto'
import type { EventContent } from '../../domain/calendar/event-content.ts'
import { isDay, occurrenceOn, seriesDay } from '../../domain/calendar/occurrences.ts'
import { foldExceptions } from '../../domain/calendar/sync/fold.ts'
import { asEvent } from '../../domain/calendar/sync/ics-series.ts'
import type { Exception, ProviderEvent } from '../../domain/calendar/sync/provider.ts'
import { addDays, type DateString } from '../../domain/time/dates.ts'
import { localDateOf } from '../../domain/time/zone.ts'
import { DAY_MS } from '../../platform/units.ts'
import { contentOf } from './event-content.ts'
import { allOf, type Graph, unlessMissing } from './graph-call.ts'
import type { GraphEvent } from './graph-types.ts'

/** Where what LifeOS wrote keeps the task it is for, and the id that was wished for it (named properties of Exchange). */
const OWN_SET = '8f6f1a5e-6c0f-4f0e-9d3b-5d1c2b7a9e41'
export const TASK_PROPERTY = `String {${OWN_SET}} Name lifeosTaskId`
export const ID_PROPERTY = `String {${OWN_SET}} Name lifeosId`
/** Events that LifeOS made are known by it in lists, which show no extended properties. */
export const OWN_PREFIX = 'lifeos-'

const FIELDS =
  'id,changeKey,type,seriesMasterId,transactionId,subject,body,location,start,end,isAllDay,isCancelled,showAs,' +
  'originalStart,originalStartTimeZone,recurrence,attendees,responseStatus,onlineMeeting,onlineMeetingUrl'
const EXPANDED = `exceptionOccurrences,singleValueExtendedProperties($filter=id eq '${TASK_PROPERTY}')`

/** An event with all that belongs to it: a series has its changed and cancelled occurrences. */
export type Whole = { event: GraphEvent; exceptions: GraphEvent[] }

/** Null when there is none of that id. `id`: of a single event or of a whole series. */
export const readWhole = async (graph: Graph, id: string): Promise<Whole | null> => {
  const query = new URLSearchParams({
    $select: `${FIELDS},cancelledOccurrences,exceptionOccurrences`,
    $expand: EXPANDED,
  })
  const path = `/v1.0/me/events/${encodeURIComponent(id)}?${query.toString().replaceAll('+', '%20')}`
  const event = await unlessMissing(graph<GraphEvent>({ path }), null)
  if (!event) return null
  const { exceptionOccurrences = [], 'exceptionOccurrences@odata.nextLink': more } = event
  return { event, exceptions: [...exceptionOccurrences, ...(more ? await allOf<GraphEvent>(graph, more) : [])] }
}

/** Events as they are mirrored; none for a cancelled meeting, which Outlook keeps until it is removed by hand. */
export const eventsOf = ({ event, exceptions }: Whole, calendar: string, zone: string): ProviderEvent[] => {
  const content = contentOf(event, zone)
  if (!content || content.status === 'cancelled') return []
  const names = { calendar, externalId: event.id, recurrenceId: null, ref: null, taskId: taskOf(event) }
  const whole: ProviderEvent = { ...content, ...names, etag: versionOf({ event, exceptions }) }
  if (!content.rrule) return [whole]
  const days = (event.cancelledOccurrences ?? []).map((one) => cancelledDay(content, one))
  const own = exceptions.map((one) => exceptionOf(whole, one, zone))
  return foldExceptions([{ ...whole, cancelled: [...new Set(days)].sort() }], own).map(
    ({ own: _, isException: __, ...one }) => one,
  )
}

/** The version of a series covers its occurrences: deleting one need not change that of the series. */
export const versionOf = ({ event, exceptions }: Whole): string | null => {
  const etag = event['@odata.etag'] ?? event.changeKey ?? null
  const parts = [...exceptions.map((one) => `${one.id} ${one['@odata.etag']}`), ...(event.cancelledOccurrences ?? [])]
  if (parts.length === 0) return etag
  return `${etag} ${createHash('sha256').update(parts.sort().join('\n')).digest('base64url').slice(0, 16)}`
}

const taskOf = ({ singleValueExtendedProperties = [] }: GraphEvent): string | null =>
  singleValueExtendedProperties.find(({ id }) => id.toLowerCase() === TASK_PROPERTY.toLowerCase())?.value ?? null

const exceptionOf = (series: ProviderEvent, one: GraphEvent, zone: string): Exception => {
  const content = contentOf(one, zone)
  const isOn = content !== null && content.status !== 'cancelled'
  return {
    ...{ calendar: series.calendar, externalId: series.externalId, etag: one['@odata.etag'] ?? null, ref: null },
    originalStart: originalStart(series, one),
    // A zone of its own cannot be kept for an occurrence: its times are instants.
    content: isOn ? { ...content, timeZone: series.timeZone, rrule: null } : null,
  }
}

/** Where the series has an exception: an instant, or a day for all-day series. */
export const originalStart = (series: EventContent, one: GraphEvent): string => {
  const at = Date.parse(one.originalStart ?? '')
  if (series.allDay) return Number.isNaN(at) ? dayIn(one.occurrenceId ?? '') : wholeDay(series, at)
  return Number.isNaN(at) ? cancelledDay(series, one.occurrenceId ?? '') : new Date(at).toISOString()
}

/** Whole days are kept from midnight to midnight in the zone of the mailbox, so originalStart is up to 14 hours off. */
const wholeDay = (series: EventContent, at: number): DateString => {
  const day = new Date(Math.floor((at + DAY_MS / 2) / DAY_MS) * DAY_MS).toISOString().slice(0, 10)
  const event = asEvent(series)
  return [day, addDays(day, 1), addDays(day, -1)].find((one) => isDay(event, one)) ?? day
}

/** `OID.{id}.{day}`. */
const dayIn = (occurrenceId: string): DateString => occurrenceId.slice(occurrenceId.lastIndexOf('.') + 1)

/** The day of the series that an occurrenceId names: the reference does not say in which zone it is. */
const cancelledDay = (series: EventContent, occurrenceId: string): DateString => {
  const day = dayIn(occurrenceId)
  const event = asEvent(series)
  if (isDay(event, day)) return day
  const inUtc = (one: DateString) => isDay(event, one) && occurrenceOn(event, one).start.slice(0, 10) === day
  return [addDays(day, -1), addDays(day, 1)].find(inUtc) ?? day
}

/** The day of a series on which it has an original start. */
export const dayOfStart = (series: EventContent, start: string): DateString =>
  start.length === 10 ? start : series.allDay ? start.slice(0, 10) : localDateOf(Date.parse(start), series.timeZone)

export const firstDayOf = (content: EventContent): DateString => seriesDay(content)
