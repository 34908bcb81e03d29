import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  admit,
  type Breaker,
  CLOSED,
  type Outcome,
  type Policy,
  passes,
  report,
} from '../../../lib/platform/outbound/circuit-breaker.ts'
import { referenceBreaker } from './reference-breaker.ts'

const POLICY: Policy = { failures: 3, windowMs: 100, openMs: 50, probeMs: 40 }

/** A breaker that remembers its state between calls. */
const machine = () => {
  let breaker: Breaker = CLOSED
  const periods: (number | null)[] = []
  return {
    state: () => breaker.state,
    passes: (now: number) => passes(breaker, now),
    start: (now: number): number | null => {
      const [next, period] = admit(breaker, now, POLICY)
      breaker = next
      if (period === null) return null
      return periods.push(period) - 1
    },
    end: (number: number, outcome: Outcome, now: number): void => {
      breaker = report(breaker, periods[number] ?? -1, outcome, now, POLICY)
    },
  }
}

/** One call that starts and ends at once. */
const once = (breaker: ReturnType<typeof machine>, outcome: Outcome, now: number): boolean => {
  const call = breaker.start(now)
  if (call !== null) breaker.end(call, outcome, now)
  return call !== null
}
const opened = () => {
  const breaker = machine()
  for (const now of [0, 1, 2]) once(breaker, 'failure', now)
  return breaker
}

describe('a circuit breaker', () => {
  it('opens after repeated failures, and then lets nothing pass for a while', () => {
    const breaker = opened()
    expect(breaker.state()).toBe('open')
    expect([3, 51].map((now) => breaker.start(now))).toEqual([null, null])
  })

  it('stays closed when a success comes between failures, or when they are far apart', () => {
    const mixed = machine()
    for (const outcome of ['failure', 'failure', 'success', 'failure', 'failure'] as const) once(mixed, outcome, 1)
    const slow = machine()
    for (const now of [0, 60, 120, 180, 240]) once(slow, 'failure', now)
    expect([mixed.state(), slow.state()]).toEqual(['closed', 'closed'])
  })

  it('learns nothing from a call that says nothing', () => {
    const breaker = machine()
    for (let now = 0; now < 10; now++) once(breaker, 'unknown', now)
    once(breaker, 'failure', 10)
    once(breaker, 'failure', 11)
    once(breaker, 'unknown', 12)
    expect(breaker.state()).toBe('closed')
    once(breaker, 'failure', 13)
    expect(breaker.state()).toBe('open')
  })

  it('sends one probe when the while is over: its success closes, its failure opens again', () => {
    const healed = opened()
    const probe = healed.start(52)
    expect([probe, healed.start(53)]).toEqual([3, null])
    healed.end(3, 'success', 60)
    expect([healed.state(), once(healed, 'success', 61)]).toEqual(['closed', true])
    const ill = opened()
    once(ill, 'failure', 52)
    expect([ill.state(), ill.passes(101), ill.passes(102)]).toEqual(['open', false, true])
  })

  it('sends another probe when one says nothing or is lost', () => {
    const unsure = opened()
    once(unsure, 'unknown', 52)
    expect(unsure.passes(52)).toBe(true)
    const lost = opened()
    lost.start(52)
    expect([lost.passes(91), lost.passes(92)]).toEqual([false, true])
  })

  it('is not moved by calls that began before it opened or before its probe', () => {
    const breaker = machine()
    const old = [breaker.start(0), breaker.start(0)]
    for (const now of [0, 1, 2]) once(breaker, 'failure', now)
    breaker.end(old[0] ?? 0, 'success', 10)
    expect(breaker.state()).toBe('open')
    breaker.start(60)
    breaker.end(old[1] ?? 0, 'success', 61)
    expect(breaker.state()).toBe('halfOpen')
  })
})

const step = fc.record({
  wait: fc.integer({ min: 0, max: 15 }),
  what: fc.oneof(
    fc.constant('start' as const),
    fc.record({
      call: fc.nat({ max: 12 }),
      outcome: fc.constantFrom<Outcome>('failure', 'failure', 'failure', 'success', 'unknown'),
    }),
  ),
})

describe('whatever starts and ends, and in whatever order,', () => {
  it('it does what a breaker does that looks through all calls each time', () => {
    const seen = { passed: 0, refused: 0, probes: 0 }
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 90 }), (steps) => {
        const [breaker, reference] = [machine(), referenceBreaker(POLICY)]
        const open: number[] = []
        let now = 0
        for (const { wait, what } of steps) {
          now += wait
          if (what === 'start') {
            const [passed, expected] = [breaker.start(now), reference.start(now)]
            expect(passed).toBe(expected)
            if (passed !== null) open.push(passed)
            seen[passed === null ? 'refused' : 'passed'] += 1
            if (breaker.state() === 'halfOpen') seen.probes += 1
          } else {
            const [call] = open.splice(what.call % Math.max(1, open.length), 1)
            if (call === undefined) continue
            breaker.end(call, what.outcome, now)
            reference.end(call, what.outcome, now)
          }
        }
      }),
      { numRuns: 1_000 },
    )
    // The steps reached every state, or the comparison would say little.
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(1_000)
  })
})
