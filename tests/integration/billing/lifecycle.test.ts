import { afterAll, beforeAll, expect, it } from 'vitest'
import { itemOf } from '../../../infra/local/fake-stripe/subscriptions.ts'
import { limitsOf } from '../../../lib/domain/billing/catalog.ts'
import type { Tier } from '../../../lib/domain/billing/tiers.ts'
import { type BillingApi, type Buyer, newBuyer, priced, startBillingApi } from '../../support/billing-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

const DAY_S = 86_400
let api: BillingApi

beforeAll(async () => {
  api = await startBillingApi()
})
afterAll(() => api.stop())

/** The tier that holds, wherever a person or a function asks for it, and that the log says the same as the row. */
const expectTier = async (buyer: Buyer, tier: Tier, status: string) => {
  const [stored, me, usage] = [await buyer.stored(), await buyer.me(), await buyer.read('/billing/usage')]
  expect(stored).toMatchObject({ tier, status, limits: limitsOf(tier), configured: true })
  expect(stored.aiRequestsLimit).toBe(limitsOf(tier).aiRequestsPerPeriod)
  expect(me).toMatchObject({ tier, limits: limitsOf(tier) })
  expect(usage.meters.map(({ limit }: { limit: number }) => limit)).toEqual([
    limitsOf(tier).aiRequestsPerHour,
    limitsOf(tier).aiRequestsPerPeriod,
    limitsOf(tier).storageBytes,
  ])
  expect(violationsIn(await partitionOf(buyer.userId))).toEqual([])
  return stored
}

/** What the log says of the changes, oldest first. */
const changesOf = async ({ userId }: Buyer) =>
  [...(await partitionOf(userId)).values()]
    .filter(({ type }) => type === 'subscription.changed')
    .map(({ data }) => data as { previousTier: Tier; newTier: Tier; status: string; mrr: number })

const iso = (seconds: number) => new Date(seconds * 1_000).toISOString()
const bought = async (lookupKey = 'pro_monthly') => {
  const buyer = await newBuyer(api)
  await buyer.buy(lookupKey, { card: true })
  return buyer
}
const paying = async (lookupKey?: string) => {
  const buyer = await bought(lookupKey)
  await buyer.act('renew')
  await buyer.hear()
  return buyer
}

it('nobody has a subscription before a checkout ends, and starter until then', async () => {
  const buyer = await newBuyer(api)
  await expectTier(buyer, 'starter', 'none')
  expect((await buyer.checkout()).status).toBe(201)
  await expectTier(buyer, 'starter', 'none')
})

it('the first subscription begins with 14 days of trial, without a card', async () => {
  const buyer = await newBuyer(api)
  await buyer.buy('team_monthly')
  const stored = await expectTier(buyer, 'team', 'trialing')
  const { created, default_payment_method } = await buyer.subscription()
  expect(default_payment_method).toBeNull()
  expect(stored.trialEnd).toBe(iso(created + 14 * DAY_S))
  expect(await changesOf(buyer)).toMatchObject([
    { previousTier: 'starter', newTier: 'team', status: 'trialing', mrr: 0 },
  ])
})

it('a trial without a card ends in starter, one with a card in a paid month', async () => {
  const without = await newBuyer(api)
  await without.buy()
  await without.act('renew')
  await without.hear()
  await expectTier(without, 'starter', 'canceled')
  const withCard = await paying()
  expect(await expectTier(withCard, 'pro', 'active')).toMatchObject({ trialEnd: null, interval: 'month' })
  expect((await changesOf(withCard)).at(-1)?.mrr).toBe(itemOf(await withCard.subscription()).price.unit_amount)
})

it('an upgrade and a downgrade in the portal are prorated and hold at once', async () => {
  const buyer = await paying('pro_monthly')
  await buyer.switchTo('team_monthly')
  await buyer.hear()
  await expectTier(buyer, 'team', 'active')
  const newest = api.books.store.get('invoice', String((await buyer.subscription()).latest_invoice))
  expect(newest.lines.data.map(({ amount }) => Math.sign(amount))).toEqual([-1, 1])
  expect(newest.amount_paid).toBe(newest.lines.data.reduce((sum, { amount }) => sum + amount, 0))
  await buyer.switchTo('pro_monthly')
  await buyer.hear()
  await expectTier(buyer, 'pro', 'active')
  expect((await changesOf(buyer)).slice(-2)).toMatchObject([
    { previousTier: 'pro', newTier: 'team' },
    { previousTier: 'team', newTier: 'pro' },
  ])
})

it('a change to a year counts requests by the month of the year', async () => {
  const buyer = await paying('pro_monthly')
  await buyer.switchTo('pro_yearly')
  await buyer.hear()
  const stored = await expectTier(buyer, 'pro', 'active')
  expect(stored.interval).toBe('year')
  const usage = await buyer.read('/billing/usage')
  expect(Date.parse(usage.periodEnd) - Date.parse(usage.periodStart)).toBeLessThanOrEqual(31 * DAY_S * 1_000)
})

it('canceled for the end of the period it holds until then, can be kept, and ends then', async () => {
  const buyer = await paying()
  const { current_period_end } = itemOf(await buyer.subscription())
  await buyer.act('cancel-at-end')
  await buyer.hear()
  expect((await expectTier(buyer, 'pro', 'active')).cancelAt).toBe(iso(current_period_end))
  await buyer.act('keep')
  await buyer.hear()
  expect((await expectTier(buyer, 'pro', 'active')).cancelAt).toBeNull()
  await buyer.act('cancel-at-end')
  await buyer.act('renew')
  await buyer.hear()
  expect((await expectTier(buyer, 'starter', 'canceled')).canceledAt).not.toBeNull()
})

it('canceled at once it ends at once, and nothing counts as income any more', async () => {
  const buyer = await paying()
  await buyer.act('cancel-now')
  await buyer.hear()
  await expectTier(buyer, 'starter', 'canceled')
  expect((await changesOf(buyer)).at(-1)).toMatchObject({ previousTier: 'pro', newTier: 'starter', mrr: 0 })
})

it.each(['pause', 'pause-collection'])('a %s takes the tier until it goes on', async (action) => {
  const buyer = await paying('team_monthly')
  await buyer.act(action)
  await buyer.hear()
  await expectTier(buyer, 'starter', 'unpaid')
  expect((await buyer.checkout()).error.code).toBe('ALREADY_SUBSCRIBED')
  await buyer.act(action === 'pause' ? 'resume' : 'pause-collection')
  await buyer.hear()
  await expectTier(buyer, 'team', 'active')
})

it('past due keeps the tier for 7 days, then starter holds until it is paid, without an event at that moment', async () => {
  const buyer = await paying()
  await buyer.act('payment-fails')
  await buyer.hear()
  const { graceUntil } = await expectTier(buyer, 'pro', 'past_due')
  expect(Date.parse(graceUntil) - Date.now()).toBeGreaterThan(7 * DAY_S * 1_000 - 60_000)
  // The invoice is 8 days old.
  const subscription = await buyer.subscription()
  const invoice = api.books.store.get('invoice', String(subscription.latest_invoice))
  invoice.created -= 8 * DAY_S
  await buyer.act('trial-will-end')
  await buyer.hear()
  await expectTier(buyer, 'starter', 'past_due')
  await buyer.act('pay-open')
  await buyer.hear()
  expect((await expectTier(buyer, 'pro', 'active')).graceUntil).toBeNull()
})

it('unpaid has the limits of starter at once, and its tier again when it is paid', async () => {
  const buyer = await paying()
  await buyer.act('payment-fails')
  await buyer.act('unpaid')
  await buyer.hear()
  await expectTier(buyer, 'starter', 'unpaid')
  await buyer.act('pay-open')
  await buyer.hear()
  await expectTier(buyer, 'pro', 'active')
})

it('who subscribes again has the same customer, and no second trial', async () => {
  const buyer = await bought()
  const customer = await buyer.customer()
  await buyer.act('cancel-now')
  await buyer.hear()
  await buyer.buy('team_monthly')
  await expectTier(buyer, 'team', 'active')
  expect(await buyer.customer()).toBe(customer)
})

it('a refund changes nothing', async () => {
  const buyer = await paying()
  const [before, changes] = [await buyer.stored(), await changesOf(buyer)]
  await buyer.act('refund')
  await buyer.hear()
  expect(await buyer.stored()).toEqual(before)
  expect(await changesOf(buyer)).toEqual(changes)
})

it('a customer deleted at Stripe has starter; the next checkout makes another one, without a trial, each time', async () => {
  const buyer = await paying()
  const seen = [await buyer.customer()]
  for (const _ of [1, 2]) {
    const events = api.eventsOf(String(seen.at(-1)))
    await buyer.act('delete-customer')
    for (const event of api.eventsOf(String(seen.at(-1))).slice(events.length))
      expect((await api.deliver(event)).status).toBe(200)
    await expectTier(buyer, 'starter', 'canceled')
    expect(await buyer.customer()).toBeNull()
    const { status, data, raw } = await buyer.checkout('team_monthly')
    expect(status, raw).toBe(201)
    buyer.pay(data.id)
    seen.push(await buyer.customer())
    for (const event of api.eventsOf(String(seen.at(-1)))) expect((await api.deliver(event)).status).toBe(200)
    await expectTier(buyer, 'team', 'active')
  }
  expect(new Set(seen).size).toBe(3)
})

it('another currency buys the same tier, and counts in its own minor units', async () => {
  const buyer = await paying()
  await priced(api, buyer, 'team_monthly', 'jpy', 4_500)
  await expectTier(buyer, 'team', 'active')
  const row = (await partitionOf(buyer.userId)).get('SUBSCRIPTION#own')
  expect(row).toMatchObject({ currency: 'jpy', mrr: 4_500 })
})

it('a price that is in no plan keeps the tier', async () => {
  const buyer = await paying('team_monthly')
  await priced(api, buyer, 'handmade_offer', 'usd', 1)
  await expectTier(buyer, 'team', 'active')
  await priced(api, buyer, null, 'usd', 1)
  await expectTier(buyer, 'team', 'active')
})
