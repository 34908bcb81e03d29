import type { Context } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { find } from '../../../platform/events/mutate.ts'
import { channelIn, findChannel, renewChannel } from '../sync/channel.repository.ts'
import { CALENDAR_CONNECTION } from '../sync/connection.kind.ts'
import { startSync } from '../sync/start-sync.ts'
import { requestOnce } from '../sync/sync-state.repository.ts'

/** What a provider says of one of its channels. `hasEnded`: it says nothing more by it. */
export type Push = { token: string; hasEnded: boolean }

/**
 * Takes what Google sends by a channel: that something changed, never what. The first message only says that the channel is open.
 * `ctx` is nobody's. @throws 404 for a channel that is unknown, has ended or was given another token
 */
export const receiveGooglePush = async (ctx: Context, header: (name: string) => string | undefined): Promise<void> => {
  const token = header('x-goog-channel-token') ?? ''
  const isOther = channelIn(token) !== header('x-goog-channel-id')
  if (isOther || !(await receive(ctx, { token, hasEnded: false }, header('x-goog-resource-state') === 'sync')))
    throw notFound('Channel')
}

/**
 * Takes what Microsoft Graph sends, of several channels at once. Those that are unknown among others are passed over.
 * @throws 404 where all are
 */
export const receiveOutlookPushes = async (ctx: Context, pushes: readonly Push[]): Promise<void> => {
  const byToken = new Map(pushes.map((one) => [one.token, one]))
  for (const { token, hasEnded } of pushes) if (hasEnded) byToken.set(token, { token, hasEnded })
  let known = 0
  for (const push of byToken.values()) known += Number(await receive(ctx, push, false))
  if (known === 0) throw notFound('Channel')
}

/** Whether the channel is known. Of pushes that come together, one starts a run. */
const receive = async (ctx: Context, { token, hasEnded }: Push, isOpening: boolean): Promise<boolean> => {
  const owner = await findChannel(token, ctx)
  if (!owner) return false
  if (isOpening) return true
  const { userId, connectionId, calendarId } = owner
  const own: Context = { ...ctx, userId, source: 'webhook' }
  const connection = await find(own, CALENDAR_CONNECTION, connectionId)
  if (!connection || connection.paused) return connection !== null
  if (hasEnded) await renewChannel(own, connectionId, calendarId)
  const requested = await requestOnce(own, connectionId, { id: ctx.newId(), trigger: 'push', isForced: false })
  // A run that has the connection goes on with what is asked for.
  if (requested && requested.leaseUntil <= ctx.now()) await startSync(own, connectionId, 'push')
  return true
}
