import type { Context } from '../../../platform/context.ts'
import { UnreadableError } from '../../../platform/encryption/sealing.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { windowAt } from './access.service.ts'
import { type KnownChannel, loadChannels } from './channel.repository.ts'
import { freshTokens } from './fresh-tokens.service.ts'
import { type OAuth, secretOf } from './oauth.ts'
import { type CalendarProvider, type CalendarProviders, CalendarUnavailable } from './provider.ts'
import { findSecretRow } from './secret.repository.ts'

/**
 * Ends the channels of a connection that goes at its provider, while its tokens still hold. One that fails does not keep the others open; it
 * ends by itself within days, its pushes are unknown here at once, and how many there are is logged.
 */
export const endChannels = async (ctx: Context, providers: CalendarProviders, connectionId: string): Promise<void> => {
  const channels = (await loadChannels(ctx, connectionId)).filter(({ resource }) => resource !== null)
  if (channels.length === 0) return
  const row = await findSecretRow(ctx, connectionId)
  const provider = row?.provider ? providers[row.provider] : undefined
  if (!provider?.oauth || !provider.unwatch) return
  const tokens = await unlessRefused(() => freshTokens(ctx, provider.oauth as OAuth, connectionId))
  if ('problem' in tokens) return report(ctx, tokens.problem, channels.length)
  let notEnded = 0
  let problem: unknown = null
  for (const channel of channels) {
    const outcome = await unlessRefused(() => ended(ctx, provider, secretOf(tokens.result), channel))
    if (!('problem' in outcome)) continue
    notEnded += 1
    problem ??= outcome.problem
  }
  if (notEnded > 0) report(ctx, problem, notEnded)
}

/** What a provider does not do is no reason to leave the other channels open. */
const unlessRefused = async <T>(work: () => Promise<T>): Promise<{ result: T } | { problem: Error }> => {
  try {
    return { result: await work() }
  } catch (problem) {
    if (problem instanceof CalendarUnavailable || problem instanceof UnreadableError) return { problem }
    throw problem
  }
}

/** `problem`: the first of those channels. */
const report = (ctx: Context, problem: unknown, channels: number): void =>
  log('info', 'calendar channels not ended', { requestId: ctx.requestId, channels, ...errorFacts(problem) })

const ended = async (
  ctx: Context,
  provider: CalendarProvider,
  secret: string,
  { id, resource }: KnownChannel,
): Promise<void> => {
  const access = { secret, zone: 'UTC', window: windowAt(ctx.now()) }
  await provider.unwatch?.(ctx, access, { id: String(id), resource: String(resource) })
}
