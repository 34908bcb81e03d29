import type { Outcome, Policy } from '../../../lib/platform/outbound/circuit-breaker.ts'

type Call = { startedAt: number; sequence: number; probe: boolean; done: boolean }

/**
 * The circuit breaker said a second way: nothing is kept but the calls and how they ended, and each question is
 * answered by looking through them.
 */
export const referenceBreaker = (policy: Policy) => {
  const calls: Call[] = []
  /** Every outcome that counted, in order. */
  const ends: { at: number; outcome: Outcome; probe: boolean; call: number }[] = []
  let sequence = 0
  /** The sequence numbers at which calls before stopped to count: the breaker opened, closed, or lost a probe. */
  const borders: number[] = [0]
  let openedAt: number | null = null
  let waitMs = 0

  const border = () => borders.push(++sequence)
  const current = (call: Call) => call.sequence > (borders.at(-1) ?? 0)
  const probeOut = () => calls.find((call) => call.probe && !call.done && current(call))
  const run = () => {
    const since = ends.findLastIndex(({ outcome, probe }) => outcome === 'success' || probe)
    return ends.slice(since + 1).filter(({ outcome }) => outcome === 'failure')
  }

  return {
    /** The number of the call that passed, or null. */
    start: (now: number): number | null => {
      if (openedAt !== null) {
        const probe = probeOut()
        if (probe ? now < probe.startedAt + policy.probeMs : now < openedAt + waitMs) return null
        border()
      }
      calls.push({ startedAt: now, sequence: ++sequence, probe: openedAt !== null, done: false })
      return calls.length - 1
    },
    end: (number: number, outcome: Outcome, now: number): void => {
      const call = calls[number]
      if (!call || call.done || !current(call)) return
      call.done = true
      ends.push({ at: now, outcome, probe: call.probe, call: number })
      if (call.probe) {
        border()
        if (outcome === 'success') openedAt = null
        else [openedAt, waitMs] = [now, outcome === 'failure' ? policy.openMs : 0]
        return
      }
      const recent = run().filter(({ at }) => at > now - policy.windowMs)
      if (outcome !== 'failure' || recent.length < policy.failures) return
      border()
      ;[openedAt, waitMs] = [now, policy.openMs]
      ends.push({ at: now, outcome: 'success', probe: false, call: -1 }) // those failures are spent
    },
  }
}
