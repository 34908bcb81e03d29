import { log, logWithMetrics } from '../log/log.ts'
import { admit, type Breaker, CLOSED, type Outcome, type Policy, passes, report } from './circuit-breaker.ts'

/**
 * Five failures in a minute, without a success between them, and calls end at once for half a minute. A person waits for
 * at most a few of them; half a minute is what providers ask for when they are overloaded.
 */
export const POLICY: Policy = { failures: 5, windowMs: 60_000, openMs: 30_000, probeMs: 30_000 }

/** One breaker for each provider, for as long as the process of a warm function lives. */
const breakers = new Map<string, Breaker>()

const breakerOf = (provider: string): Breaker => breakers.get(provider) ?? CLOSED

/** Whether a call to the provider would be made now. */
export const isAvailable = (provider: string, now: number): boolean => passes(breakerOf(provider), now)

/**
 * Makes a call to a provider, and learns from how it ends; null without a call while the provider's breaker is open. An
 * error that `call` throws counts as a failure and is thrown on.
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

/** Forgets what was learned, for tests: each begins with providers that answer. */
export const resetCircuits = (): void => breakers.clear()
