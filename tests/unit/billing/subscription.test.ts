import { describe, expect, it } from 'vitest'
import type { StripeSubscription } from '../../../lib/domain/billing/billing-provider.ts'
import { boughtBy, changeTo, countingOf, noSubscription } from '../../../lib/domain/billing/subscription.ts'
import { TIERS } from '../../../lib/domain/billing/tiers.ts'

const START = Date.UTC(2026, 0, 31, 12) / 1_000
const DAY = 86_400

const sold = (
  more: Partial<StripeSubscription> = {},
  lookupKey: string | null = 'pro_monthly',
): StripeSubscription => ({
  id: 'sub_1',
  status: 'active',
  created: START,
  pausedVoid: false,
  price: { id: 'price_1', lookupKey, currency: 'usd', unitAmount: 1_200, interval: 'month', intervalCount: 1 },
  quantity: 1,
  periodStart: START,
  periodEnd: START + 28 * DAY,
  cancelAt: null,
  canceledAt: null,
  trialEnd: null,
  latestInvoiceAt: START,
  userId: 'me',
  ...more,
})

describe('a subscription of Stripe, as it is stored', () => {
  it.each([
    ['trialing', 'trialing', 'pro'],
    ['active', 'active', 'pro'],
    ['past_due', 'past_due', 'pro'],
    ['unpaid', 'unpaid', 'starter'],
    ['paused', 'unpaid', 'starter'],
    ['incomplete', 'incomplete', 'starter'],
    ['incomplete_expired', 'canceled', 'starter'],
    ['canceled', 'canceled', 'starter'],
  ] as const)('that is %s at Stripe is %s here, with the tier %s', (status, ours, tier) => {
    expect(boughtBy(sold({ status }), 'starter')).toMatchObject({ status: ours, newTier: tier, planTier: 'pro' })
  })

  it('has grace for 7 days from its unpaid invoice, only while it is past due', () => {
    const latestInvoiceAt = START + 3 * DAY
    const graceUntil = new Date((latestInvoiceAt + 7 * DAY) * 1_000).toISOString()
    expect(boughtBy(sold({ status: 'past_due', latestInvoiceAt }), 'starter').graceUntil).toBe(graceUntil)
    expect(boughtBy(sold({ latestInvoiceAt }), 'starter').graceUntil).toBeNull()
  })

  it('keeps the tier that was there where its price is in no plan', () => {
    expect(boughtBy(sold({}, 'bygone_offer'), 'team')).toMatchObject({ planTier: 'team', newTier: 'team' })
    expect(boughtBy(sold({}, null), 'starter')).toMatchObject({ planTier: 'starter', newTier: 'starter' })
  })

  it('brings in a month what its price does, by quantity and interval, in its own currency; nothing while nobody pays', () => {
    const price = (unitAmount: number, interval: 'week' | 'month' | 'year', intervalCount = 1) => ({
      price: { ...sold().price, unitAmount, interval, intervalCount, currency: 'jpy' },
    })
    const mrr = (more: Partial<StripeSubscription>) => boughtBy(sold(more), 'starter').mrr
    expect(mrr(price(12_000, 'year'))).toBe(1_000)
    expect(mrr({ ...price(1_000, 'month'), quantity: 3 })).toBe(3_000)
    expect(mrr(price(3_000, 'month', 3))).toBe(1_000)
    expect(mrr(price(120, 'week'))).toBe(520)
    expect(boughtBy(sold(price(5, 'month')), 'starter').currency).toBe('jpy')
    for (const status of ['trialing', 'unpaid', 'canceled', 'incomplete'] as const)
      expect(mrr({ ...price(1_000, 'month'), status })).toBe(0)
    expect(mrr({ ...price(1_000, 'month'), pausedVoid: true })).toBe(0)
  })

  it('of several is the paid one, then the higher tier, then the newer, in whatever order Stripe lists them', () => {
    const rows = [
      sold({ id: 'sub_old', status: 'canceled', created: START + 5 }),
      sold({ id: 'sub_unpaid', status: 'unpaid', created: START + 9 }, 'team_monthly'),
      sold({ id: 'sub_pro', created: START + 7 }),
      sold({ id: 'sub_team', created: START + 1 }, 'team_monthly'),
      sold({ id: 'sub_foreign', created: START + 9, userId: 'somebody' }, 'enterprise_monthly'),
    ]
    for (const order of [rows, rows.toReversed(), [...rows.slice(2), ...rows.slice(0, 2)]])
      expect(countingOf(order, 'me')?.id).toBe('sub_team')
    expect(countingOf([rows[0] as StripeSubscription, rows[1] as StripeSubscription], 'me')?.id).toBe('sub_unpaid')
    expect(countingOf([rows[4] as StripeSubscription], 'me')).toBeNull()
  })

  it('is one change with both tiers, status and mrr, and none when nothing differs', () => {
    const now = Date.UTC(2026, 1, 1)
    const first = changeTo(noSubscription('me'), boughtBy(sold(), 'starter'), now)
    expect(first).toMatchObject({
      type: 'subscription.changed',
      data: { previousTier: 'starter', newTier: 'pro', status: 'active', mrr: 1_200 },
    })
    const stored = first?.after ?? noSubscription('me')
    expect(changeTo(stored, boughtBy(sold(), 'pro'), now)).toBeNull()
    const up = changeTo(stored, boughtBy(sold({}, 'team_monthly'), 'pro'), now)
    expect(up?.data).toMatchObject({ previousTier: 'pro', newTier: 'team', status: 'active', mrr: 1_200 })
    const renewed = sold({ periodStart: START + 28 * DAY, periodEnd: START + 59 * DAY })
    expect(changeTo(stored, boughtBy(renewed, 'pro'), now)?.type).toBe('subscription.renewed')
  })

  it('names no tier but ours', () => {
    for (const key of ['constructor', '__proto__', 'toString', 'PRO_MONTHLY', ''])
      expect(TIERS).toContain(boughtBy(sold({}, key), 'pro').planTier)
  })
})
