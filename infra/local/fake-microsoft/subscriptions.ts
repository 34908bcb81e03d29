import { randomUUID } from 'node:crypto'
import type { Mailbox, Stored } from './books.ts'
import { GraphError } from './failures.ts'
import { etagOf, idOf, type Json } from './wire.ts'

/** Events of Outlook: 10,080 minutes, under seven days. */
const LONGEST_MS = 10_080 * 60_000
/** Whatever ends sooner lasts this long. */
const SHORTEST_MS = 45 * 60_000

export type Subscription = {
  id: string
  mailbox: string
  calendar: string
  resource: string
  notificationUrl: string
  lifecycleNotificationUrl: string | null
  clientState: string | null
  expiresAt: number
  isImmutable: boolean
}

export type Post = (
  url: string,
  contentType: string,
  body: string,
) => Promise<{ status: number; type: string; text: string }>

/** One notification, ready to be sent. */
export type Notice = { url: string; body: string }

/** Subscriptions, and the notifications that wait to be sent: tests may drop, repeat and shuffle them. */
export const createSubscriptions = (post: Post, now: () => number) => {
  const all = new Map<string, Subscription>()
  const waiting: Notice[] = []

  const validated = async (url: string): Promise<void> => {
    const token = `Validation: Testing client application reachability ${randomUUID()}`
    const joined = `${url}${url.includes('?') ? '&' : '?'}validationToken=${encodeURIComponent(token)}`
    const answer = await post(joined, 'text/plain; charset=utf-8', '').catch(() => null)
    if (answer?.status === 200 && answer.type.startsWith('text/plain') && answer.text === token) return
    throw new GraphError(
      400,
      'ValidationError',
      'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.',
    )
  }

  const expiryOf = (value: unknown): number => {
    const at = Date.parse(String(value))
    if (Number.isNaN(at)) throw new GraphError(400, 'InvalidRequest', 'The expirationDateTime is not valid')
    if (at - now() > LONGEST_MS)
      throw new GraphError(400, 'ExtensionError', 'Subscription expiration can only be 10080 minutes in the future.')
    return Math.max(at, now() + SHORTEST_MS)
  }

  const create = async (mailbox: Mailbox, body: Json, isImmutable: boolean): Promise<Subscription> => {
    const { changeType, notificationUrl, lifecycleNotificationUrl, resource, clientState } = body as Record<
      string,
      string
    >
    if (!changeType || !notificationUrl || !resource)
      throw new GraphError(400, 'InvalidRequest', 'changeType, notificationUrl and resource are required')
    if ((clientState ?? '').length > 128) throw new GraphError(400, 'InvalidRequest', 'clientState is too long')
    const [, name = ''] = /^\/?me\/calendars\/([^/]+)\/events$/.exec(resource) ?? []
    const calendar = decodeURIComponent(name)
    if (!mailbox.calendars.has(calendar)) throw new GraphError(404, 'ResourceNotFound', 'There is no such resource')
    const expiresAt = expiryOf(body.expirationDateTime)
    for (const url of new Set([notificationUrl, lifecycleNotificationUrl ?? notificationUrl])) await validated(url)
    const made: Subscription = {
      ...{ id: randomUUID(), mailbox: mailbox.address, calendar, resource, notificationUrl, expiresAt, isImmutable },
      ...{ lifecycleNotificationUrl: lifecycleNotificationUrl ?? null, clientState: clientState ?? null },
    }
    all.set(made.id, made)
    return made
  }

  const find = (mailbox: Mailbox, id: string): Subscription => {
    const found = all.get(id)
    if (!found || found.mailbox !== mailbox.address || found.expiresAt <= now())
      throw new GraphError(404, 'ResourceNotFound', 'The object was not found.')
    return found
  }

  const envelope = ({ id, clientState, expiresAt }: Subscription): Json => ({
    subscriptionId: id,
    subscriptionExpirationDateTime: new Date(expiresAt).toISOString(),
    tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
    ...(clientState !== null && { clientState }),
  })

  /** Something changed in a calendar: one notification for each subscription of it. */
  const changed = (mailbox: Mailbox, event: Stored, changeType: 'created' | 'updated' | 'deleted'): void => {
    for (const one of all.values()) {
      if (one.mailbox !== mailbox.address || one.calendar !== event.calendar || one.expiresAt <= now()) continue
      const id = idOf(event, null, { zone: 'UTC', isText: false, isImmutable: one.isImmutable, pageSize: 0 })
      const resource = `Users/${mailbox.address}/Events/${id}`
      const resourceData = {
        ...{
          '@odata.type': '#Microsoft.Graph.Event',
          '@odata.id': resource,
          '@odata.etag': etagOf(event.revision),
          id,
        },
      }
      const value = [{ ...envelope(one), changeType, resource, resourceData }]
      waiting.push({ url: one.notificationUrl, body: JSON.stringify({ value }) })
    }
  }

  /** Says something of a subscription itself; `subscriptionRemoved` ends it. */
  const lifecycle = (
    id: string,
    lifecycleEvent: 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed',
  ): void => {
    const one = all.get(id)
    if (lifecycleEvent === 'subscriptionRemoved') all.delete(id)
    if (one?.lifecycleNotificationUrl)
      waiting.push({
        url: one.lifecycleNotificationUrl,
        body: JSON.stringify({ value: [{ ...envelope(one), lifecycleEvent }] }),
      })
  }

  /** Sends what waits; a notification that is not taken with a 2xx waits on. Resolves to the statuses. */
  const deliver = async (): Promise<number[]> => {
    const statuses: number[] = []
    for (const notice of waiting.splice(0)) {
      const answer = await post(notice.url, 'application/json', notice.body).catch(() => ({ status: 0 }))
      statuses.push(answer.status)
      if (answer.status < 200 || answer.status > 299) waiting.push(notice)
    }
    return statuses
  }

  return { all, waiting, create, find, expiryOf, changed, lifecycle, deliver }
}

export const wireOfSubscription = (one: Subscription): Json => ({
  ...{ id: one.id, resource: one.resource, changeType: 'created,updated,deleted', clientState: one.clientState },
  ...{ notificationUrl: one.notificationUrl, lifecycleNotificationUrl: one.lifecycleNotificationUrl },
  expirationDateTime: new Date(one.expiresAt).toISOString(),
})
