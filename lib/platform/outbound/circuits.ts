import { log, logWithMetrics } from '../log/log.ts'
import { admit, type Breaker, CLOSED, type Outcome, type Policy, passes, report } from './circuit-breaker.ts'

/**
 * After five failures within a minute and no success between them, calls end at once for half a minute. So only a few
 * requests wait for a provider that is down, and one that has recovered is used again soon.
 */
export const POLICY: Policy = { failures: 5, windowMs: 60_000, openMs: 30_000, probeMs: 30_000 }

/** One breaker for each provider, for as long as the process of a warm function lives. */
const breakers = new Map<string, Breaker>()

const breakerOf = (provider: string): Breaker => breakers.get(provider) ?? CLOSED

/** Whether a call to the provider would be made now. */
export const isAvailable = (provider: string, now: number): boolean => passes(breakerOf(provider), now)

/**
 * Makes a call through the provider's breaker, which takes note of how it ends. Returns null without calling while the
 * breaker is open. An error that `call` throws counts as a failure and is rethrown.
 */
export const throughCircuit = async <T>(
  provider: string,
  call: () => Promise<T>,
  outcomeOf: (result: T) => Outcome,
  now: () => number = Date.now,
): Promise<T | null> => {
  const [admitted, period] = admit(breakerOf(provider), now(), POLICY)
  breakers.set(provider, admitted)
  if (period === null) return null
  let outcome: Outcome = 'failure'
  try {
    const result = await call()
    outcome = outcomeOf(result)
    return result
  } finally {
    const before = breakerOf(provider)
    const after = report(before, period, outcome, now(), POLICY)
    breakers.set(provider, after)
    if (after.state !== before.state) announce(provider, after, outcome)
  }
}

const announce = (provider: string, { state }: Breaker, outcome: Outcome): void => {
  if (state === 'closed') log('info', 'provider answers again', { provider })
  else if (outcome === 'failure')
    logWithMetrics(
      'error',
      'provider open',
      { provider, openMs: POLICY.openMs },
      { Provider: provider },
      { ProviderOpen: 1 },
    )
}

/** For tests: closes every breaker. */
export const resetCircuits = (): void => breakers.clear()
