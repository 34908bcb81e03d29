import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { limitsOf, upgradeFor } from '../../../lib/domain/billing/catalog.ts'
import type { Subscription } from '../../../lib/domain/billing/subscription.kind.ts'
import { noSubscription } from '../../../lib/domain/billing/subscription.ts'
import { TIERS } from '../../../lib/domain/billing/tiers.ts'
import { stubEnvironment } from '../../support/environment.ts'

/** The module as a function with these variables has it. */
const withBilling = async (BILLING: 'off' | 'stripe') => {
  stubEnvironment({ BILLING })
  vi.resetModules()
  const entitlements = await import('../../../lib/domain/billing/entitlements.ts')
  expect(entitlements.isBillingOn()).toBe(BILLING === 'stripe')
  return entitlements
}
const { entitlementBy, periodAt, tierAt } = await withBilling('stripe')

const DAY = 86_400_000
const at = (text: string) => Date.parse(text)
const iso = (time: number) => new Date(time).toISOString()
const subscribed = (more: Partial<Subscription>): Subscription => ({
  ...noSubscription('me'),
  status: 'active',
  newTier: 'pro',
  interval: 'month',
  ...more,
})

describe('what a person may do', () => {
  it('is that of their tier until the grace of an unpaid invoice ends, and of starter from then on', () => {
    const graceUntil = '2026-03-08T00:00:00.000Z'
    const late = subscribed({ status: 'past_due', graceUntil })
    expect(tierAt(late, at(graceUntil) - 1)).toBe('pro')
    expect(tierAt(late, at(graceUntil))).toBe('starter')
  })

  it('is that of one tier for everybody where billing is off', async () => {
    const off = await withBilling('off')
    const nobody = noSubscription('me')
    expect(off.entitlementBy(nobody, 0)).toMatchObject({ tier: 'enterprise', limits: limitsOf('enterprise') })
    expect(entitlementBy(nobody, 0)).toMatchObject({ tier: 'starter', limits: limitsOf('starter') })
  })

  it('grows with the tier, and the next tier that allows more is offered', () => {
    for (const [i, tier] of TIERS.entries()) {
      const next = TIERS[i + 1]
      if (next) expect(limitsOf(next).aiRequestsPerHour).toBeGreaterThan(limitsOf(tier).aiRequestsPerHour)
      expect(upgradeFor(tier, 'aiRequestsPerHour')).toBe(next ?? null)
    }
    expect(upgradeFor('starter', 'aiTokensPerRequest')).toBe('team')
    expect(upgradeFor('team', 'aiTokensPerRequest')).toBeNull()
  })
})

describe('the period in which requests count', () => {
  it('is the calendar month, UTC, without a subscription that is paid', () => {
    const month = { start: at('2026-02-01'), end: at('2026-03-01') }
    for (const status of ['none', 'canceled', 'unpaid', 'incomplete'] as const)
      expect(periodAt(subscribed({ status }), at('2026-02-28T23:59:59Z'))).toEqual(month)
  })

  it('is the one that Stripe names, of a monthly subscription', () => {
    const own = subscribed({
      currentPeriodStart: '2026-01-31T12:00:00.000Z',
      currentPeriodEnd: '2026-02-28T12:00:00.000Z',
    })
    expect(periodAt(own, at('2026-02-10'))).toEqual({ start: at('2026-01-31T12:00Z'), end: at('2026-02-28T12:00Z') })
  })

  it('of a year is the month since the day on which the year began, also where a month has no such day', () => {
    const own = subscribed({
      interval: 'year',
      currentPeriodStart: '2026-01-31T12:00:00.000Z',
      currentPeriodEnd: '2027-01-31T12:00:00.000Z',
    })
    expect(periodAt(own, at('2026-03-01'))).toEqual({ start: at('2026-02-28T12:00Z'), end: at('2026-03-31T12:00Z') })
  })

  it('always holds the present, lasts a month, and borders on the next', () => {
    const start = fc.integer({ min: at('2024-01-01'), max: at('2028-01-01') })
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 0, max: 900 * DAY }),
        fc.constantFrom('month', 'year'),
        (from, later, interval) => {
          const own = subscribed({ interval, currentPeriodStart: iso(from), currentPeriodEnd: iso(from + 30 * DAY) })
          const now = from + later
          const period = periodAt(own, now)
          expect(period.start).toBeLessThanOrEqual(now)
          expect(period.end).toBeGreaterThan(now)
          expect(period.end - period.start).toBeLessThanOrEqual(31 * DAY)
          if (later > 31 * DAY) expect(periodAt(own, period.start - 1).end).toBe(period.start)
        },
      ),
    )
  })
})
