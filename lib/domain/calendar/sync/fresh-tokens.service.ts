import type { Context } from '../../../platform/context.ts'
import { open, seal } from '../../../platform/encryption/sealing.ts'
import { type OAuth, secretOf, type Tokens, tokensIn } from './oauth.ts'
import { CalendarUnavailable } from './provider.ts'
import {
  awaitRefresh,
  leaseSecret,
  loadSecretRow,
  purposeOf,
  releaseSecret,
  type SecretRow,
  storeRefreshed,
} from './secret.repository.ts'

/** An access token that ends so soon is refreshed before it is used. */
const MARGIN_MS = 60_000
/** One that lasts so long is still used while somebody else refreshes it. */
const ENOUGH_MS = 15_000
/** What asking the provider may take, and how long the right to ask lasts: longer, so that nobody asks side by side. */
const REFRESH_MS = 10_000
const LEASE_MS = 15_000

/**
 * The tokens of a connection, good for a minute. However many want them at once, one asks the provider and the others read
 * what it stored. Should that one die, the next asks when its right ends: what is stored stays good until there is something
 * new. `refused`: an access token that the provider did not take, although it should last.
 * @throws CalendarUnavailable: `reauthorize` once the provider refuses to refresh; UnreadableError; 503 at the deadline
 */
export const freshTokens = async (
  ctx: Context,
  oauth: Pick<OAuth, 'refresh'>,
  connectionId: string,
  refused: string | null = null,
): Promise<Tokens> => {
  for (let waits = 0; ; waits++) {
    const row = await loadSecretRow(ctx, connectionId)
    const tokens = tokensIn(await open(ctx, purposeOf(connectionId), row.sealed))
    const left = tokens.accessToken === refused ? 0 : tokens.expiresAt - ctx.now()
    const isRefreshed = row.leaseUntil > ctx.now()
    if (left > (isRefreshed ? ENOUGH_MS : MARGIN_MS)) return tokens
    if (row.isRefused) throw signInAgain()
    const renewed = isRefreshed ? null : await refreshed(ctx, oauth, connectionId, { row, tokens })
    if (renewed) return renewed
    await awaitRefresh(ctx, waits)
  }
}

export const signInAgain = () => new CalendarUnavailable('reauthorize', 'Sign in again')

type Known = { row: SecretRow; tokens: Tokens }

/** Refreshes if nobody else does; null when the secret has to be read again. */
const refreshed = async (
  ctx: Context,
  oauth: Pick<OAuth, 'refresh'>,
  connectionId: string,
  { row, tokens }: Known,
): Promise<Tokens | null> => {
  const lease = ctx.newId()
  const now = ctx.now()
  if (!(await leaseSecret(ctx, connectionId, row, { lease, until: now + LEASE_MS }))) return null
  try {
    const next = await oauth.refresh({ ...ctx, deadline: Math.min(ctx.deadline, now + REFRESH_MS) }, tokens)
    const sealed = await seal(ctx, purposeOf(connectionId), secretOf(next))
    return (await storeRefreshed(ctx, connectionId, lease, sealed)) ? next : null
  } catch (error) {
    const isRefused = error instanceof CalendarUnavailable && error.code === 'reauthorize'
    // Those who wait need not wait until the lease ends. Where that fails too, they do.
    const isReleased = await releaseSecret(ctx, connectionId, lease, { isRefused }).catch(() => true)
    if (!isReleased) return null
    throw error
  }
}
