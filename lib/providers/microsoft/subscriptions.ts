import type { Channel, Watched } from '../../domain/calendar/sync/provider.ts'
import type { Context } from '../../platform/context.ts'
import { MINUTE_MS } from '../../platform/units.ts'
import { type Graph, unlessMissing } from './graph-call.ts'

/** "Outlook message, event, contact: 10,080 minutes (under seven days)" (subscription resource type); a little less. */
const LASTS_MS = 10_070 * MINUTE_MS

type Subscription = { id: string; expirationDateTime: string }

/**
 * Asks Graph to say when something changes in a calendar. While this is under way it asks the address whether it wants that.
 * Lifecycle notifications go to the same address; each of both carries the token as its clientState.
 */
export const watchCalendar = async (
  ctx: Context,
  graph: Graph,
  calendar: string,
  { token, address }: Channel,
): Promise<Watched> => {
  const { id, expirationDateTime } = await graph<Subscription>({
    method: 'POST',
    path: '/v1.0/subscriptions',
    body: {
      changeType: 'created,updated,deleted',
      notificationUrl: address,
      lifecycleNotificationUrl: address,
      resource: `me/calendars/${encodeURIComponent(calendar)}/events`,
      expirationDateTime: new Date(ctx.now() + LASTS_MS).toISOString(),
      clientState: token,
    },
  })
  return { resource: id, expiresAt: Date.parse(expirationDateTime) }
}

export const unwatchCalendar = async (graph: Graph, subscription: string): Promise<void> => {
  await unlessMissing(
    graph({ method: 'DELETE', path: `/v1.0/subscriptions/${encodeURIComponent(subscription)}` }),
    null,
  )
}
