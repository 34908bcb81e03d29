import { GoogleFailure, invalid, missing, required } from './failures.ts'

export type Channel = {
  email: string
  /** Null: the list of calendars. */
  calendar: string | null
  id: string
  token: string | undefined
  address: string
  resourceId: string
  resourceUri: string
  /** Epoch ms. */
  expiration: number
  messages: number
}

/** One message of a channel, as it is sent: its headers are all there is. */
export type Push = { address: string; headers: Record<string, string> }

/** Sends a message on its way, or keeps it for a test to lose, repeat or shuffle. */
export type Deliver = (push: Push) => void

const USUAL_S = 604_800
/** Events are watched for a month at most, whatever is asked for. */
const LONGEST_S = 30 * 86_400

/** The notification channels. `now`: epoch ms. */
export const createChannels = (now: () => number, base: () => string, deliver: Deliver) => {
  const channels = new Map<string, Channel>()

  const send = (channel: Channel, state: 'sync' | 'exists'): void => {
    channel.messages += state === 'sync' ? 1 : Math.floor(Math.random() * 1_000) + 1
    deliver({
      address: channel.address,
      headers: {
        'content-type': 'application/json; utf-8',
        'x-goog-channel-id': channel.id,
        'x-goog-channel-expiration': new Date(channel.expiration).toUTCString(),
        'x-goog-resource-id': channel.resourceId,
        'x-goog-resource-uri': channel.resourceUri,
        'x-goog-resource-state': state,
        'x-goog-message-number': String(channel.messages),
        ...(channel.token !== undefined && { 'x-goog-channel-token': channel.token }),
      },
    })
  }

  /** Those of a calendar that have not ended. */
  const live = (email: string, calendar: string): Channel[] =>
    [...channels.values()].filter((one) => one.email === email && one.calendar === calendar && one.expiration > now())

  return {
    channels,
    of: live,
    watch: (email: string, calendar: string | null, path: string, body: Record<string, unknown>) => {
      const { id, type, address, token } = body
      if (typeof id !== 'string' || !/^[\w+/=-]{1,64}$/.test(id)) throw invalid('Invalid channel id.')
      if (type !== 'web_hook' && type !== 'webhook') throw invalid('Unknown channel type.')
      if (typeof address !== 'string' || address === '') throw required('WebHook callback address is required.')
      if (calendar?.includes('#holiday@') || calendar?.includes('#contacts@')) throw notSupported()
      if (channels.has(id)) throw invalid(`Channel id ${id} not unique`, {}, 'channelIdNotUnique')
      const channel: Channel = {
        ...{ email, calendar, id, address, token: typeof token === 'string' ? token : undefined, messages: 0 },
        ...{ resourceId: `resource-${channels.size}-${now().toString(36)}`, resourceUri: `${base()}${path}?alt=json` },
        expiration: now() + Math.min(secondsAsked(body, now()), LONGEST_S) * 1_000,
      }
      channels.set(id, channel)
      send(channel, 'sync')
      const { resourceId, resourceUri, expiration } = channel
      return { kind: 'api#channel', id, resourceId, resourceUri, token, expiration: String(expiration) }
    },
    stop: ({ id, resourceId }: Record<string, unknown>): null => {
      const channel = channels.get(String(id))
      if (channel?.resourceId !== resourceId) throw missing()
      channels.delete(String(id))
      return null
    },
    /** A calendar has changed. */
    notify: (email: string, calendar: string): void => {
      for (const channel of live(email, calendar)) send(channel, 'exists')
    },
  }
}

const secondsAsked = ({ params, expiration }: Record<string, unknown>, now: number): number => {
  if (expiration !== undefined) return (Number(expiration) - now) / 1_000
  const { ttl } = (params ?? {}) as { ttl?: unknown }
  return ttl === undefined ? USUAL_S : Number(ttl)
}

const notSupported = (): GoogleFailure =>
  new GoogleFailure(
    400,
    'pushNotSupportedForRequestedResource',
    'Push notifications are not supported by this resource.',
  )
