import { type Context, isoAt } from '../../../platform/context.ts'
import { open, UnreadableError } from '../../../platform/encryption/sealing.ts'
import { errorFacts, log } from '../../../platform/log/log.ts'
import { endChannels } from './end-channels.service.ts'
import { nextSyncAt } from './next-sync.ts'
import { tokensIn } from './oauth.ts'
import { type CalendarProviders, CalendarUnavailable } from './provider.ts'
import { removeMirrored, removeState } from './remove-connection.repository.ts'
import { connectionsOfAccount, findSecretRow, purposeOf } from './secret.repository.ts'
import { finish } from './sync-state.repository.ts'
import type { SyncState } from './sync-state.ts'

/** Over a day, with the waits between them. */
const MOST_ATTEMPTS = 10

/**
 * Takes the rows of a deleted connection away, and its channels and its grant back at the provider. Where the provider does not
 * answer, the events are gone all the same, and the schedule asks it again, for about a day. May be cut off anywhere and repeated.
 */
export const removeConnection = async (ctx: Context, providers: CalendarProviders, state: SyncState): Promise<void> => {
  const { connectionId: id } = state
  await endChannels(ctx, providers, id)
  await removeMirrored(ctx, id)
  const failures = state.failures + 1
  if ((await isRevoked(ctx, providers, id)) || failures >= MOST_ATTEMPTS) return removeState(ctx, id)
  const next = nextSyncAt(id, { now: ctx.now(), failures, pollMs: null, retryAfterMs: 0 })
  await finish(ctx, state, { failures, nextSyncAt: isoAt(next), wasCutOff: false })
}

/** Whether nothing is left to be taken back. */
const isRevoked = async (ctx: Context, providers: CalendarProviders, id: string): Promise<boolean> => {
  const row = await findSecretRow(ctx, id)
  const oauth = row?.provider ? providers[row.provider]?.oauth : undefined
  if (!row || !oauth) return true
  // A grant belongs to the account: taking it back would end a connection that was made anew meanwhile.
  const others = row.account ? await connectionsOfAccount(ctx, row.account) : []
  if (others.some((other) => other !== id)) return true
  try {
    await oauth.revoke(ctx, tokensIn(await open(ctx, purposeOf(id), row.sealed)))
    return true
  } catch (error) {
    if (error instanceof UnreadableError) return true
    if (!(error instanceof CalendarUnavailable)) throw error
    log('error', 'calendar grant not revoked', { requestId: ctx.requestId, ...errorFacts(error), code: error.code })
    return false
  }
}
