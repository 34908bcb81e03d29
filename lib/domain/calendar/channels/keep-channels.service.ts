import { config } from '../../../platform/config/config.ts'
import type { Context } from '../../../platform/context.ts'
import { BASE_PATH } from '../../../platform/http/route.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { DAY_MS, HOUR_MS } from '../../../platform/units.ts'
import {
  admitChannel,
  type KnownChannel,
  loadChannels,
  newChannelToken,
  refuseChannel,
  removeChannel,
  saveChannel,
} from '../sync/channel.repository.ts'
import type { ConnectedCalendar, StoredConnection } from '../sync/connection.fields.ts'
import { type Access, type CalendarProvider, CalendarUnavailable } from '../sync/provider.ts'

/** A connection that a run holds. */
export type Held = { connection: StoredConnection; provider: CalendarProvider; access: Access }

const ADDRESSES: { [provider: string]: string } = {
  google: '/webhooks/google-calendar',
  outlook: '/webhooks/outlook',
}

/** How long before its end a channel is opened anew: long enough for the runs of a day to fail. */
const RENEWED_MS = DAY_MS
/** When a provider that did not open a channel is asked again: soon, unless it said that it never will. */
const AGAIN_MS = HOUR_MS
const REFUSED_MS = DAY_MS

/**
 * Sees that the provider pushes the changes of each calendar that is shown: opens channels, opens new ones before theirs end,
 * and ends those of others. Without a channel a calendar is only synced by the schedule, so what fails here fails no run.
 * `isLate`: the rest is left to the next run.
 */
export const keepChannels = async (ctx: Context, held: Held, isLate: () => boolean): Promise<void> => {
  const { connection, provider } = held
  if (!provider.watch || !ADDRESSES[connection.provider]) return
  const known = new Map((await loadChannels(ctx, connection.id)).map((one) => [one.calendarId, one]))
  for (const calendar of connection.calendars.filter(({ selected }) => selected)) {
    const channel = known.get(calendar.id)
    known.delete(calendar.id)
    if (channel && channel.renewAt > ctx.now()) continue
    if (isLate()) return
    await opened(ctx, held, calendar, channel)
  }
  for (const channel of known.values()) {
    if (channel.id) await ended(ctx, held, channel)
    await removeChannel(ctx, connection.id, channel.calendarId)
  }
}

const opened = async (
  ctx: Context,
  { connection, provider, access }: Held,
  calendar: ConnectedCalendar,
  before: KnownChannel | undefined,
): Promise<void> => {
  const id = ctx.newId()
  const token = newChannelToken(id)
  const address = `${config().PUBLIC_BASE_URL}${BASE_PATH}${ADDRESSES[connection.provider]}`
  await admitChannel(ctx, { id, token, connectionId: connection.id, calendarId: calendar.id })
  const watched = await quietly(ctx, () => provider.watch?.(ctx, access, calendar.externalId, { id, token, address }))
  const now = ctx.now()
  if (!watched || watched instanceof CalendarUnavailable) {
    await refuseChannel(ctx, id)
    const none = { calendarId: calendar.id, id: null, resource: null, endsAt: now }
    const renewAt = now + (watched?.code.startsWith('http_4') ? REFUSED_MS : AGAIN_MS)
    return saveChannel(ctx, connection.id, { ...(before && before.endsAt > now ? before : none), renewAt })
  }
  const { resource, expiresAt: endsAt } = watched
  const renewAt = endsAt - Math.min(RENEWED_MS, (endsAt - now) / 4)
  await saveChannel(ctx, connection.id, { calendarId: calendar.id, id, resource, endsAt, renewAt })
  if (before?.id) await ended(ctx, { connection, provider, access }, before)
}

/** First nothing of it is let in any more, then the provider is told. */
const ended = async (ctx: Context, { provider, access }: Held, { id, resource }: KnownChannel): Promise<void> => {
  if (id === null) return
  await refuseChannel(ctx, id)
  if (resource !== null) await quietly(ctx, () => provider.unwatch?.(ctx, access, { id, resource }))
}

/** What the provider answers, or why it does not. */
const quietly = async <T>(
  ctx: Context,
  ask: () => Promise<T> | undefined,
): Promise<T | CalendarUnavailable | undefined> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof CalendarUnavailable)) throw error
    log('info', 'calendar channel refused', { requestId: ctx.requestId, ...errorFacts(error), code: error.code })
    return error
  }
}
