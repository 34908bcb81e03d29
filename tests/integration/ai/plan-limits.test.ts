import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { monthOf, reserve } from '../../../lib/domain/ai/budget.repository.ts'
import type { StripeSubscription } from '../../../lib/domain/billing/billing-provider.ts'
import { limitsOf } from '../../../lib/domain/billing/catalog.ts'
import { ensureCustomer } from '../../../lib/domain/billing/customer.service.ts'
import { loadSubscription } from '../../../lib/domain/billing/subscription.repository.ts'
import { syncSubscription } from '../../../lib/domain/billing/sync.service.ts'
import type { Tier } from '../../../lib/domain/billing/tiers.ts'
import { sk, userPk } from '../../../lib/platform/table/keys.ts'
import { updateItem } from '../../../lib/platform/table/table.ts'
import { type AiApi, startAiApi } from '../../support/ai-api.ts'
import { many } from '../../support/api.ts'
import { signUp, type TestUser } from '../../support/cloud.ts'
import { contextFor } from '../../support/context.ts'
import { type Answer, invoke } from '../../support/invoke.ts'
import { providerOf } from '../../support/stripe-truth.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const HOUR_MS = 3_600_000
let api: AiApi
let user: TestUser

beforeAll(async () => {
  const env = { BILLING: 'stripe', AI_LIMIT_PER_MINUTE: '20', AI_TOKENS_PER_MONTH: '10000000' }
  api = await startAiApi(env, ['openai'])
})
afterAll(() => api.stop())
beforeEach(async () => {
  api.fake.behave('good')
  user = await signUp()
})

const sold = (tier: Tier, now: number): StripeSubscription => ({
  id: `sub_${user.userId}`,
  status: 'active',
  created: 1,
  pausedVoid: false,
  price: { id: 'p', lookupKey: `${tier}_monthly`, currency: 'usd', unitAmount: 1, interval: 'month', intervalCount: 1 },
  quantity: 1,
  periodStart: Math.floor(now / 1_000) - 86_400,
  periodEnd: Math.floor(now / 1_000) + 29 * 86_400,
  cancelAt: null,
  canceledAt: null,
  trialEnd: null,
  latestInvoiceAt: null,
  userId: null,
})

/** Stripe says that the person pays for a tier. Returns when the period began, epoch ms. */
const buy = async (tier: Tier): Promise<number> => {
  const ctx = contextFor(user.userId)
  const one = sold(tier, Date.now())
  const provider = providerOf(
    async () => [one],
    async () => `cus_${user.userId}`,
  )
  const customer = await ensureCustomer(ctx, provider, await loadSubscription(ctx, { consistent: true }))
  await syncSubscription(ctx, provider, { customer })
  return one.periodStart * 1_000
}

const ask = (content: string = randomUUID()): Promise<Answer> =>
  api.send(user.accessToken, 'POST', '/ai/notes/expand', { body: { content }, remainingMs: AMPLE_MS })
const codeOf = ({ status, error }: Answer): string => (status === 200 ? 'answered' : error.code)
const codes = (answers: Answer[]) => {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[codeOf(answer)] = (counts[codeOf(answer)] ?? 0) + 1
  return counts
}

/** Leaves the row of limits as calls do that were answered: of this period, and when those of the last hours came. */
const answeredBefore = async (requests: number, calls: number[], period: number) => {
  await updateItem(
    {
      Key: { PK: userPk(user.userId), SK: sk.aiBudget() },
      UpdateExpression:
        'SET #month = :month, #tokens = :tokens, #period = :period, requests = :requests, calls = :calls',
      ExpressionAttributeNames: { '#month': 'month', '#tokens': 'tokens', '#period': 'period' },
      ExpressionAttributeValues: {
        ':month': monthOf(Date.now()),
        ':tokens': 0,
        ':period': period,
        ':requests': requests,
        ':calls': calls,
      },
    },
    Date.now() + AMPLE_MS,
  )
}

/** Leaves what a call does that died. */
const diedBefore = async (ageMs: number, period: number) => {
  const now = Date.now() - ageMs
  const ctx = { ...contextFor(user.userId), now: () => now }
  const caps = { tokens: 1e9, perHour: 3, perPeriod: 50 }
  await reserve(ctx, { month: monthOf(Date.now()), period }, caps, { tokens: 9, request: true })
}

describe('of 50 calls at once', () => {
  it('the 20 of a minute get through where the plan has room', async () => {
    await buy('enterprise')
    expect(codes(await many(50, () => ask()))).toEqual({ answered: 20, RATE_LIMITED: 30 })
  })

  it('the 10 of an hour that the plan has, of the 20 that a minute lets through', async () => {
    await buy('pro')
    expect(codes(await many(50, () => ask()))).toEqual({ answered: 10, PLAN_LIMIT: 10, RATE_LIMITED: 30 })
  })

  it('the 3 that everybody has', async () => {
    const answers = await many(50, () => ask())
    expect(codes(answers)).toEqual({ answered: 3, PLAN_LIMIT: 17, RATE_LIMITED: 30 })
    const refused = answers.find((one) => one.error?.code === 'PLAN_LIMIT')
    const { resetsAt, ...details } = refused?.error.details ?? {}
    expect(details).toEqual({ meter: 'aiRequestsPerHour', used: 3, limit: 3, tier: 'starter', upgradeTo: 'pro' })
    const seconds = (Date.parse(resetsAt) - Date.now()) / 1_000
    expect(Math.abs(seconds - Number(refused?.headers['retry-after']))).toBeLessThan(60)
    expect(seconds).toBeGreaterThan(3_500)
  })
})

describe('what was used', () => {
  it('of the period ends it, and the answer names when the next one begins', async () => {
    const period = await buy('pro')
    await answeredBefore(limitsOf('pro').aiRequestsPerPeriod - 1, [], period)
    expect(codes([await ask(), await ask()])).toEqual({ answered: 1, PLAN_LIMIT: 1 })
    const { error } = await ask()
    expect(error.details).toMatchObject({ meter: 'aiRequestsPerPeriod', used: 1_000, limit: 1_000, upgradeTo: 'team' })
    expect(Date.parse(error.details.resetsAt)).toBe(period + 30 * 86_400_000)
  })

  it('in the hour before this one does not count, and in the last minute of it does', async () => {
    const period = await buy('pro')
    const ago = (times: number, ageMs: number): number[] => Array(times).fill(Date.now() - ageMs)
    await answeredBefore(13, [...ago(6, HOUR_MS - 60_000), ...ago(7, HOUR_MS + 60_000)], period)
    expect(codes(await many(10, () => ask()))).toEqual({ answered: 4, PLAN_LIMIT: 6 })
  })

  it('by calls that died comes back, and by calls that failed at once', async () => {
    const period = Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth())
    for (const ageMs of [125_000, 124_000, 123_000]) await diedBefore(ageMs, period)
    api.fake.behave('error')
    for (const _ of [1, 2, 3, 4]) expect((await ask()).error.code).toBe('LLM_ERROR')
    api.fake.behave('good')
    expect(codes(await many(10, () => ask()))).toEqual({ answered: 3, PLAN_LIMIT: 7 })
  })

  it('counts nothing for an answer from the cache, or one that is computed', async () => {
    for (const _ of [1, 2, 3, 4, 5, 6]) expect((await ask('the same')).status).toBe(200)
    expect(codes(await many(4, () => ask()))).toEqual({ answered: 2, PLAN_LIMIT: 2 })
  })
})

it('an upgrade lifts the limit at once, and a downgrade holds at once and hides nothing', async () => {
  expect(codes(await many(4, () => ask()))).toEqual({ answered: 3, PLAN_LIMIT: 1 })
  await buy('pro')
  expect(codes(await many(8, () => ask()))).toEqual({ answered: 7, PLAN_LIMIT: 1 })
  await buy('team')
  expect((await ask('kept')).status).toBe(200)
  await buy('pro')
  expect((await ask()).error.details).toMatchObject({ limit: 10, tier: 'pro', upgradeTo: 'team' })
  expect((await ask('kept')).data.cached).toBe(true)
})

it('limits cost an AI call one round trip and half a read unit at most, and none where billing is off', async () => {
  await buy('pro')
  const costOf = async (BILLING: 'off' | 'stripe') => {
    vi.resetModules()
    process.env.BILLING = BILLING
    const { handler } = await import('../../../functions/ai/handler.ts')
    const { documentClient } = await import('../../../lib/platform/table/client.ts')
    const total = { calls: 0, readUnits: 0 }
    const request = () => ({ token: user.accessToken, body: { content: randomUUID() }, remainingMs: AMPLE_MS })
    expect((await invoke(handler, 'POST', '/ai/notes/expand', request())).status).toBe(200)
    documentClient().middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next(args)
          const { ConsumedCapacity } = answer.output as { ConsumedCapacity?: { CapacityUnits?: number } | unknown[] }
          total.calls += 1
          if (/^(Get|BatchGet|Query)/.test(String(commandName)))
            for (const one of [ConsumedCapacity].flat())
              total.readUnits += (one as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0
          return answer
        },
      { step: 'initialize', name: 'counted' },
    )
    expect((await invoke(handler, 'POST', '/ai/notes/expand', request())).status).toBe(200)
    documentClient().middlewareStack.remove('counted')
    return total
  }
  const [off, on] = [await costOf('off'), await costOf('stripe')]
  expect(off.calls).toBeGreaterThan(1)
  expect({ calls: on.calls - off.calls, readUnits: on.readUnits - off.readUnits }).toEqual({ calls: 1, readUnits: 0.5 })
})
