import { type Access, CalendarUnavailable, type Channel, type Watched } from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import type { GoogleApi } from './google-api.ts'
import { eventsPath } from './google-changes.ts'
import { WatchAnswer } from './google-wire.ts'

/** A week, which is what Google gives without a wish. */
const TTL_S = '604800'

/**
 * Asks Google to say when the events of a calendar change (https://developers.google.com/workspace/calendar/api/guides/push).
 * @throws CalendarUnavailable `http_400` for calendars that it does not watch, such as holidays
 */
export const watch = async (
  api: GoogleApi,
  ctx: Context,
  access: Access,
  calendar: string,
  { id, token, address }: Channel,
): Promise<Watched> => {
  const body = { id, token, address, type: 'web_hook', params: { ttl: TTL_S } }
  const answer = await api(ctx, access, { method: 'POST', path: `${eventsPath(calendar)}/watch`, body })
  const { resourceId: resource, expiration: expiresAt } = WatchAnswer.parse(answer)
  return { resource, expiresAt }
}

/** Ends a channel. One that has ended is as good. */
export const unwatch = async (
  api: GoogleApi,
  ctx: Context,
  access: Access,
  { id, resource }: { id: string; resource: string },
): Promise<void> => {
  try {
    await api(ctx, access, { method: 'POST', path: 'channels/stop', body: { id, resourceId: resource } })
  } catch (error) {
    if (!(error instanceof CalendarUnavailable) || error.code !== 'not_found') throw error
  }
}
