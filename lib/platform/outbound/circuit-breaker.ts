/**
 * The state of one provider's circuit breaker. `closed`: calls pass; `failures` are the times of recent ones. `open`: no
 * call passes before `until`. `halfOpen`: one probe is under way and no other call passes before its outcome, or before
 * `until`, when the probe counts as lost. Times are epoch ms. `period` grows with every change of state: the outcome of a
 * call counts only in the period that admitted it.
 */
export type Breaker = { readonly period: number } & (
  | { readonly state: 'closed'; readonly failures: readonly number[] }
  | { readonly state: 'open'; readonly until: number }
  | { readonly state: 'halfOpen'; readonly until: number }
)

export type Policy = {
  /** So many failures within `windowMs`, without a success between them, open the breaker. */
  failures: number
  windowMs: number
  /** How long calls end at once before the first probe. */
  openMs: number
  /** After this long without an outcome, a probe is lost and another may go. */
  probeMs: number
}

/** `unknown`: the call says nothing about the provider's health, for instance because it had too little time. */
export type Outcome = 'success' | 'failure' | 'unknown'

export const CLOSED: Breaker = { state: 'closed', period: 0, failures: [] }

/** Whether a call at `now` would pass. */
export const passes = (breaker: Breaker, now: number): boolean => breaker.state === 'closed' || now >= breaker.until

/** Admits a call and returns the period to report its outcome under; null when it does not pass. `now`: epoch ms. */
export const admit = (breaker: Breaker, now: number, { probeMs }: Policy): [Breaker, number | null] => {
  if (!passes(breaker, now)) return [breaker, null]
  if (breaker.state === 'closed') return [breaker, breaker.period]
  const period = breaker.period + 1
  return [{ state: 'halfOpen', period, until: now + probeMs }, period]
}

/** The breaker after a call has ended. Calls of an earlier period change nothing. */
export const report = (breaker: Breaker, period: number, outcome: Outcome, now: number, policy: Policy): Breaker => {
  if (period !== breaker.period || breaker.state === 'open') return breaker
  if (breaker.state === 'closed') return reportClosed(breaker, outcome, now, policy)
  if (outcome === 'success') return { state: 'closed', period: period + 1, failures: [] }
  return { state: 'open', period: period + 1, until: outcome === 'failure' ? now + policy.openMs : now }
}

type Closed = Extract<Breaker, { state: 'closed' }>

const reportClosed = (breaker: Closed, outcome: Outcome, now: number, policy: Policy): Breaker => {
  if (outcome === 'unknown') return breaker
  if (outcome === 'success') return { ...breaker, failures: [] }
  const failures = [...breaker.failures.filter((at) => at > now - policy.windowMs), now]
  if (failures.length < policy.failures) return { ...breaker, failures }
  return { state: 'open', period: breaker.period + 1, until: now + policy.openMs }
}
