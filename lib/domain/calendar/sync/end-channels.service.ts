import type { Context } from '../../../platform/context.ts'
import { UnreadableError } from '../../../platform/encryption/sealing.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { windowAt } from './access.service.ts'
import { type KnownChannel, loadChannels } from './channel.repository.ts'
import { freshTokens } from './fresh-tokens.service.ts'
import { secretOf } from './oauth.ts'
import { type CalendarProvider, type CalendarProviders, CalendarUnavailable } from './provider.ts'
import { findSecretRow } from './secret.repository.ts'

/**
 * Ends the channels of a connection that goes at its provider, while its tokens still hold. What fails ends by itself within days,
 * and its pushes are unknown here at once.
 */
export const endChannels = async (ctx: Context, providers: CalendarProviders, connectionId: string): Promise<void> => {
  const channels = (await loadChannels(ctx, connectionId)).filter(({ resource }) => resource !== null)
  if (channels.length === 0) return
  const row = await findSecretRow(ctx, connectionId)
  const provider = row?.provider ? providers[row.provider] : undefined
  if (!provider?.oauth || !provider.unwatch) return
  try {
    const secret = secretOf(await freshTokens(ctx, provider.oauth, connectionId))
    for (const channel of channels) await ended(ctx, provider, secret, channel)
  } catch (error) {
    if (!(error instanceof CalendarUnavailable || error instanceof UnreadableError)) throw error
    log('info', 'calendar channels not ended', { requestId: ctx.requestId, ...errorFacts(error) })
  }
}

const ended = async (
  ctx: Context,
  provider: CalendarProvider,
  secret: string,
  { id, resource }: KnownChannel,
): Promise<void> => {
  const access = { secret, zone: 'UTC', window: windowAt(ctx.now()) }
  await provider.unwatch?.(ctx, access, { id: String(id), resource: String(resource) })
}
