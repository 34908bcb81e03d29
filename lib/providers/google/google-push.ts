import { createHash } from 'node:crypto'
import type { EventContent } from '../../domain/calendar/event-content.ts'
import {
  type Access,
  CalendarUnavailable,
  type Exception,
  type ProviderEvent,
  type PushChange,
  type Pushed,
} from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import type { GoogleApi, GoogleRequest } from './google-api.ts'
import { eventsPath } from './google-changes.ts'
import { converted, type Reader, readerOf, TASK_PROPERTY } from './google-event.ts'
import { EventsPage, GoogleEvent } from './google-wire.ts'
import { attendeesBody, eventBody, recurrenceBody } from './google-write.ts'

type Change<T extends PushChange['type']> = Extract<PushChange, { type: T }>
type Call = (request: GoogleRequest) => Promise<unknown>

/** Writes one change. A repeat of it changes nothing more. @throws CalendarUnavailable `conflict` when the event changed there */
export const push = async (api: GoogleApi, ctx: Context, access: Access, change: PushChange): Promise<Pushed> => {
  const call: Call = (request) => api(ctx, access, request)
  const reader = readerOf(change.calendar, undefined, access)
  if (change.type === 'create') return pushed(await create(call, change), reader)
  const path = `${eventsPath(change.calendar)}/${encodeURIComponent(await idOf(call, change))}`
  if (change.type === 'update') return pushed(await update(call, path, change), reader)
  await remove(call, path, change)
  return null
}

/** Google takes ids of base32hex digits: others become the same digits every time. */
export const chosenId = (wished: string): string =>
  /^[a-v0-9]{5,1024}$/.test(wished) ? wished : `lifeos${createHash('sha256').update(wished).digest('hex').slice(0, 40)}`

const create = async (call: Call, { calendar, id: wished, content, taskId }: Change<'create'>): Promise<unknown> => {
  const id = chosenId(wished)
  const path = eventsPath(calendar)
  const own = { ...(taskId !== null && { extendedProperties: { private: { [TASK_PROPERTY]: taskId } } }) }
  const { rrule, cancelled, attendees } = content
  const body = {
    ...eventBody(content),
    ...(rrule && { recurrence: recurrenceBody([], { rrule, cancelled }, content) }),
    ...(attendees.length > 0 && { attendees: attendeesBody([], attendees) }),
    ...own,
  }
  try {
    return await call({ method: 'POST', path, body: { ...body, id } })
  } catch (error) {
    if (!hasCode(error, 'duplicate')) throw error
    // It was written before, and perhaps deleted since: deleted events keep their ids.
    return call({ method: 'PATCH', path: `${path}/${id}`, body: { status: 'confirmed', ...body } })
  }
}

const update = async (call: Call, path: string, { content, etag, ...change }: Change<'update'>): Promise<unknown> => {
  const { rrule, cancelled, attendees } = content
  const isOfSeries = change.occurrence === null && (rrule !== undefined || cancelled !== undefined)
  // Lists are replaced as a whole, so what they hold besides has to be known.
  const known = isOfSeries || attendees ? GoogleEvent.parse(await call({ path })) : null
  if (known && etag !== null && known.etag !== etag) throw conflict()
  const body = {
    ...eventBody(content),
    ...(isOfSeries && { recurrence: recurrenceBody(known?.recurrence ?? [], content, timesIn(known, content)) }),
    ...(attendees && { attendees: attendeesBody(known?.attendees ?? [], attendees) }),
  }
  return call({ method: 'PATCH', path, query: TELL, body, etag })
}

const remove = async (call: Call, path: string, { etag }: Change<'delete'>): Promise<void> => {
  try {
    await call({ method: 'DELETE', path, query: TELL, etag })
  } catch (error) {
    if (!hasCode(error, 'gone') && !hasCode(error, 'not_found')) throw error
  }
}

/** Those who are invited hear of it from Google, as when it is changed there. */
const TELL = { sendUpdates: 'all' }

const timesIn = (known: GoogleEvent | null, content: Partial<EventContent>) => {
  const { date, dateTime, timeZone } = known?.start ?? {}
  return { start: content.start ?? date ?? dateTime ?? '', timeZone: content.timeZone ?? timeZone ?? 'UTC' }
}

/** Of an occurrence the id that it has, or would have as an exception. */
const idOf = async (call: Call, change: Change<'update'> | Change<'delete'>): Promise<string> => {
  const { externalId, ref, occurrence, calendar } = change
  if (occurrence === null) return externalId
  if (ref !== null) return ref
  // A part of a series that was split names its instances after the first part.
  if (!/_R\d{8}(T\d{6})?$/.test(externalId)) return `${externalId}_${stampOf(occurrence)}`
  const path = `${eventsPath(calendar)}/${encodeURIComponent(externalId)}/instances`
  const { items } = EventsPage.parse(await call({ path, query: { originalStart: occurrence, maxResults: '1' } }))
  const found = items.flatMap((item) => GoogleEvent.safeParse(item).data ?? [])
  const [instance] = found
  if (!instance) throw new CalendarUnavailable('conflict', 'The occurrence is not at Google any more')
  return instance.id
}

const stampOf = (start: string): string =>
  start.length === 10 ? start.replaceAll('-', '') : start.replace(/[-:]|\.\d+/g, '')

const pushed = (answer: unknown, reader: Reader): ProviderEvent | Exception => {
  const event = GoogleEvent.safeParse(answer)
  const { events, exceptions } = event.success ? converted(event.data, reader) : { events: [], exceptions: [] }
  const [found] = [...events, ...exceptions]
  if (!found) throw new CalendarUnavailable('unavailable', 'Google gave an answer that cannot be read')
  return found
}

const hasCode = (error: unknown, code: string): boolean => error instanceof CalendarUnavailable && error.code === code

const conflict = () => new CalendarUnavailable('conflict', 'It has changed at Google')
