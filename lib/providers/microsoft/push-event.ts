import type { EventContent } from '../../domain/calendar/event-content.ts'
import { occurrenceOn } from '../../domain/calendar/occurrences.ts'
import { asEvent } from '../../domain/calendar/sync/ics-series.ts'
import { CalendarUnavailable, type ProviderEvent, type PushChange } from '../../domain/calendar/sync/provider.ts'
import { addDays } from '../../domain/time/dates.ts'
import { bodyOf } from './event-body.ts'
import { contentOf, instantIn } from './event-content.ts'
import { allOf, type Graph, unlessMissing } from './graph-call.ts'
import type { GraphEvent, GraphPage } from './graph-types.ts'
import {
  dayOfStart,
  eventsOf,
  ID_PROPERTY,
  OWN_PREFIX,
  originalStart,
  readWhole,
  TASK_PROPERTY,
  versionOf,
  type Whole,
} from './whole-event.ts'

/**
 * Writes a change into Outlook, and gives the event as it is then; null when it is gone. `zone`: the person's. The version is
 * compared before writing, because Graph does not document If-Match for events; it is sent as well, and Exchange keeps to it.
 * @throws CalendarUnavailable `conflict` when the event changed or is not there any more, `unsupported` for what Outlook
 * cannot hold
 */
export const pushEvent = (graph: Graph, zone: string, change: PushChange): Promise<ProviderEvent | null> => {
  if (change.type === 'create') return createEvent(graph, zone, change)
  if (change.type === 'update') return updateEvent(graph, zone, change)
  return deleteEvent(graph, zone, change)
}

type Change<T extends PushChange['type']> = Extract<PushChange, { type: T }>

const pathTo = (id: string): string => `/v1.0/me/events/${encodeURIComponent(id)}`

/** A repeat finds what the first one made: by its transactionId, and where Graph refuses that, by the id kept with it. */
const createEvent = async (
  graph: Graph,
  zone: string,
  { calendar, id, content, taskId }: Change<'create'>,
): Promise<ProviderEvent | null> => {
  const { cancelled: _, changed: __, conferenceUrl: ___, ...fields } = content
  const singleValueExtendedProperties = [
    { id: ID_PROPERTY, value: id },
    ...(taskId === null ? [] : [{ id: TASK_PROPERTY, value: taskId }]),
  ]
  const body = {
    ...bodyOf(fields, content),
    ...{ transactionId: `${OWN_PREFIX}${id}`, singleValueExtendedProperties },
  }
  const path = `/v1.0/me/calendars/${encodeURIComponent(calendar)}/events`
  const made = await unlessRepeated(graph<GraphEvent>({ method: 'POST', path, body }))
  return eventAt(graph, zone, calendar, made?.id ?? (await findOwn(graph, path, id)))
}

const unlessRepeated = async (created: Promise<GraphEvent>): Promise<GraphEvent | null> => {
  try {
    return await created
  } catch (error) {
    if (error instanceof CalendarUnavailable && error.code === 'duplicate') return null
    throw error
  }
}

const findOwn = async (graph: Graph, path: string, id: string): Promise<string> => {
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${ID_PROPERTY}' and ep/value eq '${id.replaceAll("'", "''")}')`
  const found = await graph<GraphPage<GraphEvent>>({ path: `${path}?$filter=${encodeURIComponent(filter)}&$select=id` })
  const [event] = found.value
  if (!event) throw new CalendarUnavailable('conflict', 'The event was made before and is not there any more')
  return event.id
}

const eventAt = async (graph: Graph, zone: string, calendar: string, id: string): Promise<ProviderEvent | null> => {
  const whole = await readWhole(graph, id)
  return (whole && eventsOf(whole, calendar, zone).find(({ recurrenceId }) => recurrenceId === null)) ?? null
}

/** The event as it is now. @throws `conflict` unless it is of the version that is known */
const current = async (
  graph: Graph,
  { externalId, etag }: Pick<Change<'delete'>, 'externalId' | 'etag'>,
): Promise<Whole | null> => {
  const whole = await readWhole(graph, externalId)
  if (whole && etag !== null && versionOf(whole) !== etag) throw changedThere()
  return whole
}

const changedThere = () => new CalendarUnavailable('conflict', 'The event was changed in Outlook')

const updateEvent = async (graph: Graph, zone: string, change: Change<'update'>): Promise<ProviderEvent | null> => {
  const whole = await current(graph, change)
  const content = whole && contentOf(whole.event, zone)
  if (!whole || !content) throw changedThere()
  const { occurrence, content: wanted, calendar, externalId } = change
  if (occurrence === null) {
    const { cancelled, changed: _, conferenceUrl: __, ...fields } = wanted
    const body = bodyOf(fields, { ...content, ...fields })
    if (Object.keys(body).length > 0)
      await graph({ method: 'PATCH', path: pathTo(externalId), body, ifMatch: whole.event['@odata.etag'] })
    if (cancelled) await cancelDays(graph, { zone, calendar, externalId, days: cancelled })
    return eventAt(graph, zone, calendar, externalId)
  }
  const instance = await instanceAt(graph, whole, content, occurrence, zone)
  const { rrule: _, cancelled: __, changed: ___, conferenceUrl: ____, timeZone, ...fields } = wanted
  const own = contentOf(instance, zone) ?? content
  const merged = { ...own, ...fields, timeZone: timeZone ?? content.timeZone, rrule: null }
  const body = bodyOf(fields, merged)
  await graph({ method: 'PATCH', path: pathTo(instance.id), body, ifMatch: instance['@odata.etag'] })
  return eventAt(graph, zone, calendar, externalId)
}

/** Deletes the occurrences of days on which the series does not take place any more. */
const cancelDays = async (
  graph: Graph,
  asked: { zone: string; calendar: string; externalId: string; days: string[] },
): Promise<void> => {
  const whole = await readWhole(graph, asked.externalId)
  const [series] = whole ? eventsOf(whole, asked.calendar, asked.zone) : []
  if (!whole || !series?.rrule) return
  for (const day of asked.days.filter((one) => !series.cancelled.includes(one))) {
    const instance = await instanceAt(graph, whole, series, day, asked.zone)
    await graph({ method: 'DELETE', path: pathTo(instance.id) })
  }
}

const deleteEvent = async (graph: Graph, zone: string, change: Change<'delete'>): Promise<ProviderEvent | null> => {
  const whole = await current(graph, change)
  if (!whole) return null
  const { occurrence, calendar, externalId } = change
  const content = contentOf(whole.event, zone)
  if (occurrence === null || !content?.rrule) {
    const ifMatch = whole.event['@odata.etag']
    await unlessMissing(graph({ method: 'DELETE', path: pathTo(externalId), ifMatch }), null)
    return null
  }
  const instance = await instanceAt(graph, whole, content, occurrence, zone)
  await unlessMissing(graph({ method: 'DELETE', path: pathTo(instance.id), ifMatch: instance['@odata.etag'] }), null)
  return eventAt(graph, zone, calendar, externalId)
}

/** The instance that a series has at an original start, changed or not. @throws `conflict` when there is none */
const instanceAt = async (
  graph: Graph,
  { event, exceptions }: Whole,
  series: EventContent,
  occurrence: string,
  zone: string,
): Promise<GraphEvent> => {
  const day = dayOfStart(series, occurrence)
  const changed = exceptions.find((one) => dayOfStart(series, originalStart(series, one)) === day)
  if (changed) return changed
  const { start } = occurrenceOn(asEvent({ ...series, cancelled: [], changed: {} }), day)
  const around = new URLSearchParams({
    ...{ startDateTime: `${addDays(day, -2)}T00:00:00Z`, endDateTime: `${addDays(day, 3)}T00:00:00Z` },
    $top: '50',
  })
  const found = await allOf<GraphEvent>(graph, `${pathTo(event.id)}/instances?${around}`)
  const isIt = (one: GraphEvent) =>
    one.type === 'occurrence' &&
    (series.allDay
      ? contentOf(one, zone)?.start === day
      : one.start !== undefined && instantIn(one.start) === Date.parse(start))
  const instance = found.find(isIt)
  if (!instance) throw changedThere()
  return instance
}
