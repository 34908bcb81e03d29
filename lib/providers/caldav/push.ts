import { editedResource, resourceWithout } from '../../domain/calendar/ics/edit/edit-resource.ts'
import { newResource } from '../../domain/calendar/ics/edit/new-resource.ts'
import { CalendarUnavailable, type ProviderEvent, type PushChange } from '../../domain/calendar/sync/provider.ts'
import type { PublicResponse } from '../../platform/outbound/fetch-public.ts'
import { type Account, addressOf } from './account.ts'
import { type Dav, failure } from './dav.ts'
import { isSuccess } from './multistatus.ts'
import { ETAG } from './names.ts'
import { nameWithin } from './paths.ts'
import { propfind } from './requests.ts'
import { eventsOfResource, isGone } from './resources.ts'
import { TASK_MARK } from './task-mark.ts'

type Create = Extract<PushChange, { type: 'create' }>
type Existing = Exclude<PushChange, { type: 'create' }>

/** One resource of a calendar that is written. */
type Target = {
  dav: Dav
  account: Account
  calendar: string
  /** Its name within the calendar, and its path. */
  name: string
  path: string
  /** Epoch ms. */
  now: number
  zone: string
}

type Way = { dav: Dav; account: Account; now: number; zone: string }

/**
 * Writes a change to the server, which refuses it when the event is not as it was here. Resolves to the event as it is then, null
 * after a deletion. What has happened already is no error: a change may be repeated.
 * @throws CalendarUnavailable `conflict` when the event changed there
 */
export const pushed = (way: Way, change: PushChange): Promise<ProviderEvent | null> => {
  if (change.type === 'create') return created(way, change)
  const target = targetOf(way, change)
  if (change.occurrence !== null) return editedThere(target, change)
  return change.type === 'delete' ? deleted(target, change) : editedThere(target, change)
}

const targetOf = (way: Way, { calendar, externalId, ref }: Existing): Target => {
  const isOwn = ref !== null && nameWithin(calendar, ref) === externalId
  return { ...way, calendar, name: externalId, path: isOwn ? ref : `${calendar}${externalId}` }
}

const created = async (way: Way, { calendar, id, content, taskId }: Create): Promise<ProviderEvent> => {
  // Not all servers take a slash that is encoded.
  const name = `${id.replace(/[^\w.-]/g, '-')}.ics`
  const target: Target = { ...way, calendar, name, path: `${calendar}${name}` }
  const at = new Date(way.now).toISOString()
  const text = newResource(content, { uid: id, more: taskId === null ? {} : { [TASK_MARK]: taskId }, at })
  const answer = await put(target, text, { 'if-none-match': '*' })
  if (isSuccess(answer.status)) return written(target, text, answer, null)
  // It was written by a try before this one, of which the answer did not arrive.
  if (answer.status === 412) return found(await read(target), target, null)
  throw failure(answer, way.now)
}

const deleted = async (target: Target, { etag }: Existing): Promise<null> => {
  const answer = await send(target, 'DELETE', { headers: matching(etag) })
  if (isSuccess(answer.status) || isGone(answer.status)) return null
  throw refusal(answer, target)
}

/** Reads the resource, changes what is to change in it, and writes it back where it is still the same. */
const editedThere = async (target: Target, change: Existing): Promise<ProviderEvent | null> => {
  const before = await read(target)
  if (change.etag !== null && before.etag !== null && before.etag !== change.etag) throw conflict()
  const options = { zone: target.zone, at: new Date(target.now).toISOString() }
  const text =
    change.type === 'update'
      ? editedResource(before.body, change, options)
      : resourceWithout(before.body, change.occurrence ?? '', options)
  if (text === null) throw conflict()
  if (text === 'empty') return deleted(target, { ...change, etag: before.etag })
  const answer = await put(target, text, matching(before.etag))
  if (!isSuccess(answer.status)) throw refusal(answer, target)
  return written(target, text, answer, change.occurrence)
}

type Read = { body: Buffer; etag: string | null }

const read = async (target: Target): Promise<Read> => {
  const answer = await send(target, 'GET', { headers: { accept: 'text/calendar' } })
  if (!isSuccess(answer.status)) throw refusal(answer, target)
  return { body: answer.body, etag: answer.headers.etag ?? null }
}

const put = (target: Target, text: string, headers: Record<string, string>): Promise<PublicResponse> =>
  send(target, 'PUT', { body: text, headers: { 'content-type': 'text/calendar; charset=utf-8', ...headers } })

/** Where the account has moved to another host, reading finds out which; a change is not redirected by itself. */
const send = async (
  { dav, account, path, calendar }: Target,
  method: 'GET' | 'PUT' | 'DELETE',
  request: { body?: string; headers: Record<string, string> },
): Promise<PublicResponse> => {
  try {
    return await dav.send(method, addressOf(account.home, path), request)
  } catch (error) {
    if (!(error instanceof CalendarUnavailable) || error.code !== 'redirect') throw error
    const { url } = await dav.ask('PROPFIND', addressOf(account.home, calendar), { depth: '0', body: propfind(ETAG) })
    return dav.send(method, addressOf({ url, isCalendar: true }, path), request)
  }
}

/** If-Match compares strongly: a weak ETag would never match (RFC 9110 section 13.1.1). */
const matching = (etag: string | null): Record<string, string> =>
  etag === null || etag.startsWith('W/') ? {} : { 'if-match': etag }

/** A server that stores a text as it was sent says its new ETag; from others it is read again. */
const written = async (
  target: Target,
  text: string,
  { headers: { etag } }: PublicResponse,
  occurrence: string | null,
): Promise<ProviderEvent> => found(etag ? { body: Buffer.from(text), etag } : await read(target), target, occurrence)

const found = ({ body, etag }: Read, target: Target, occurrence: string | null): ProviderEvent => {
  const events = eventsOfResource(body, { ...target, etag }) ?? []
  const own = events.find(({ recurrenceId }) => occurrence !== null && recurrenceId === occurrence)
  const [first] = events
  const event = own ?? events.find(({ recurrenceId }) => recurrenceId === null) ?? first
  if (!event) throw conflict()
  return event
}

const conflict = () => new CalendarUnavailable('conflict', 'The event was changed in its calendar')

/** What is gone was changed there, too. */
const refusal = (answer: PublicResponse, { now }: Target): CalendarUnavailable =>
  answer.status === 412 || isGone(answer.status) ? conflict() : failure(answer, now)
