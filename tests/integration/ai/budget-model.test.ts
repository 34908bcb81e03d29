import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Counting,
  MonthIsOver,
  monthOf,
  readBudget,
  reserve,
  settleWrite,
} from '../../../lib/domain/ai/budget.repository.ts'
import type { Hold } from '../../../lib/domain/ai/budget.ts'
import { commit } from '../../../lib/platform/events/commit.ts'
import { many } from '../../support/api.ts'
import { contextFor } from '../../support/context.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** So long a call that died keeps what it had reserved. */
const HELD = 120_000
const PERIOD = 10 * DAY

const START = Date.UTC(2026, 0, 20)
const countingAt = (now: number): Counting => ({ month: monthOf(now), period: Math.floor(now / PERIOD) * PERIOD })
const contextAt = (userId: string, now: number) => contextFor(userId, { now: () => now })

const settle = async (userId: string, now: number, counting: Counting, hold: Hold, used: number, answered: boolean) => {
  const ctx = contextAt(userId, now)
  const transaction = (isOver: boolean) => ({
    changes: [],
    writes: [settleWrite(ctx, counting, { holds: [hold], used, answered, isOver })],
    result: null,
  })
  try {
    await commit(ctx, transaction(false))
  } catch (error) {
    if (!(error instanceof MonthIsOver)) throw error
    await commit(ctx, transaction(true))
  }
}

/** One call as a list of all calls remembers it: nothing is added up before it is asked for. */
type Call = { at: number; tokens: number; request: boolean; counting: Counting; end: 'open' | 'answered' | 'failed' }

const modelAt = (calls: Call[], now: number) => {
  const alive = calls.filter(({ end, at }) => end !== 'open' || now < at + HELD)
  const { month, period } = countingAt(now)
  const requests = alive.filter(({ request, end }) => request && end !== 'failed')
  return {
    tokens: alive.filter(({ counting }) => counting.month === month).reduce((sum, one) => sum + one.tokens, 0),
    requests: requests.filter(({ counting }) => counting.period === period).length,
    calls: requests
      .filter(({ at }) => at > now - HOUR)
      .map(({ at }) => at)
      .toReversed(),
  }
}

const reserving = fc.record({
  do: fc.constant('reserve' as const),
  tokens: fc.integer({ min: 1, max: 60 }),
  request: fc.boolean(),
  perHour: fc.constantFrom(1, 2, 3),
  perPeriod: fc.constantFrom(4, 12),
})
const settling = fc.record({
  do: fc.constant('settle' as const),
  which: fc.nat(9),
  used: fc.integer({ min: 0, max: 90 }),
  answered: fc.boolean(),
})
const waiting = fc.record({
  do: fc.constant('wait' as const),
  ms: fc.constantFrom(1_000, 50_000, 70_000, HELD, 20 * 60_000, HOUR - 1, HOUR, DAY, 8 * DAY),
})
const CAP = 300

it('the row of what is used says at any time what a list of all calls does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(reserving, reserving, settling, waiting), { maxLength: 40 }), async (steps) => {
      const userId = randomUUID()
      const calls: Call[] = []
      const open: { call: Call; hold: Hold }[] = []
      let now = START
      for (const step of steps) {
        now += 1
        if (step.do === 'wait') now += step.ms
        if (step.do === 'reserve') {
          const counting = countingAt(now)
          const before = modelAt(calls, now)
          const fits =
            before.tokens + step.tokens <= CAP &&
            (!step.request || (before.calls.length < step.perHour && before.requests < step.perPeriod))
          const caps = { tokens: CAP, perHour: step.perHour, perPeriod: step.perPeriod }
          const reserved = await reserve(contextAt(userId, now), counting, caps, step)
          expect('hold' in reserved).toBe(fits)
          if (!('hold' in reserved)) continue
          const call: Call = { at: now, tokens: step.tokens, request: step.request, counting, end: 'open' }
          calls.push(call)
          open.push({ call, hold: reserved.hold })
        }
        // No invocation lasts as long as its reservation is kept.
        const pending = open.filter(({ call }) => now < call.at + HELD && call.end === 'open')
        const one = step.do === 'settle' ? pending[step.which % Math.max(1, pending.length)] : undefined
        if (one && step.do === 'settle') {
          await settle(userId, now, one.call.counting, one.hold, step.used, step.answered)
          Object.assign(one.call, { tokens: step.used, end: step.answered ? 'answered' : 'failed' })
        }
        const { tokens, requests, calls: times } = await readBudget(contextAt(userId, now), countingAt(now))
        expect({ tokens, requests, calls: times }).toEqual(modelAt(calls, now))
      }
    }),
    { numRuns: 60 },
  )
})

it.each([
  ['an hour', { tokens: 10_000, perHour: 20, perPeriod: 1_000 }, 20],
  ['a period', { tokens: 10_000, perHour: 1_000, perPeriod: 7 }, 7],
  ['tokens', { tokens: 95, perHour: 1_000, perPeriod: 1_000 }, 9],
])('of 50 calls at once exactly as many as the limit of %s get through', async (_, caps, limit) => {
  const userId = randomUUID()
  // The first of a person, of a month, and after calls that died: the row is not what the first attempt takes it to be.
  for (const now of [START, START + 40 * DAY, START + 40 * DAY + 2 * HOUR]) {
    const counting = { month: monthOf(now), period: now }
    const answers = await many(50, () => reserve(contextAt(userId, now), counting, caps, { tokens: 10, request: true }))
    expect(answers.filter((one) => 'hold' in one)).toHaveLength(limit)
    const later = now + HELD + 1
    expect(await readBudget(contextAt(userId, later), counting)).toMatchObject({ tokens: 0, requests: 0, calls: [] })
  }
})

it('no hour holds more than its limit, whichever minute it begins with', async () => {
  const userId = randomUUID()
  const caps = { tokens: 1e9, perHour: 20, perPeriod: 1_000 }
  const taken: number[] = []
  for (let now = START; now < START + 3 * HOUR; now += 90_000) {
    const ctx = contextAt(userId, now)
    const reserved = await reserve(ctx, countingAt(now), caps, { tokens: 1, request: true })
    if (!('hold' in reserved)) continue
    await settle(userId, now, countingAt(now), reserved.hold, 1, true)
    taken.push(now)
  }
  const most = Math.max(...taken.map((from) => taken.filter((at) => at >= from && at < from + HOUR).length))
  expect(most).toBe(20)
  expect(taken).toHaveLength(60)
})

describe('a call of a month that is over for the row', () => {
  const NEW = Date.UTC(2026, 1, 1)
  const caps = { tokens: 100, perHour: 10, perPeriod: 10 }
  const reserved = async (userId: string, now: number, counting: Counting, tokens: number): Promise<Hold> => {
    const answer = await reserve(contextAt(userId, now), counting, caps, { tokens, request: true })
    if (!('hold' in answer)) throw new Error(`${answer.reached} is reached`)
    return answer.hold
  }
  const tokensAt = async (userId: string, now: number) =>
    (await readBudget(contextAt(userId, now), countingAt(now))).tokens

  it('leaves the tokens of the new month as they are, when it begins and when it ends', async () => {
    const userId = randomUUID()
    const old = countingAt(NEW - 1)
    const hold = await reserved(userId, NEW, countingAt(NEW), 40)
    const late = await reserved(userId, NEW + 1, old, 70)
    expect(await tokensAt(userId, NEW + 2)).toBe(40)
    await settle(userId, NEW + 3, old, late, 65, true)
    expect(await tokensAt(userId, NEW + 4)).toBe(40)
    await settle(userId, NEW + 5, countingAt(NEW), hold, 30, true)
    expect(await tokensAt(userId, NEW + 6)).toBe(30)
  })

  it('gives back once what calls of the new month that died had reserved', async () => {
    const userId = randomUUID()
    await reserved(userId, NEW, countingAt(NEW), 60)
    const later = NEW + HELD + 1
    await reserved(userId, later, countingAt(NEW - 1), 90)
    expect(await tokensAt(userId, later + 1)).toBe(0)
    await reserved(userId, later + 2, countingAt(NEW), 100)
    expect(await tokensAt(userId, later + 3)).toBe(100)
  })
})
