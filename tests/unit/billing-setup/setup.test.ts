import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountOf } from '../../../infra/billing-setup/account.ts'
import { type SetupPlan, setUpBilling } from '../../../infra/billing-setup/setup.ts'
import { startWorld, type World } from '../fake-stripe/world.ts'

const plansAt = (proMonthly: number): SetupPlan[] => [
  { tier: 'starter', name: 'Starter', description: 'Free', prices: [] },
  {
    tier: 'pro',
    name: 'Pro',
    description: 'For one person',
    prices: [
      { lookupKey: 'pro_monthly', currency: 'usd', unitAmount: proMonthly, interval: 'month' },
      { lookupKey: 'pro_yearly', currency: 'usd', unitAmount: 12_000, interval: 'year' },
    ],
  },
  {
    tier: 'team',
    name: 'Team',
    description: 'For several',
    prices: [{ lookupKey: 'team_monthly', currency: 'usd', unitAmount: 3_600, interval: 'month' }],
  },
]

let world: World
beforeEach(async () => {
  world = await startWorld({ catalog: [] })
})
afterEach(() => world.stop())

const setUp = async (plans = plansAt(1_200), isDryRun = false) => {
  const before = world.fake.received.length
  const lines: string[] = []
  const changes = await setUpBilling({
    stripe: accountOf(world.fake.secretKey, world.fake.endpoint, false),
    plans,
    returnUrl: 'https://app.example.com',
    isDryRun,
    report: (line) => lines.push(line),
  })
  const posts = world.fake.received.slice(before).filter((call) => !call.startsWith('GET'))
  return { changes, posts, lines }
}

const configurations = async () => {
  const expand = ['data.features.subscription_update.products']
  return (await world.stripe.billingPortal.configurations.list({ expand })).data
}

describe('billing:setup', () => {
  it('makes products, prices and the portal of an empty account', async () => {
    expect(await setUp()).toMatchObject({ changes: 6 })
    const { data: products } = await world.stripe.products.list()
    expect(products.map(({ name, metadata }) => [name, metadata.lifeos])).toEqual([
      ['Team', 'team'],
      ['Pro', 'pro'],
    ])
    expect((await world.priceOf('pro_yearly')).recurring?.interval).toBe('year')
    const [portal] = await configurations()
    expect(portal).toMatchObject({ default_return_url: 'https://app.example.com', metadata: { lifeos: 'portal' } })
    expect(portal?.features).toMatchObject({
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: 'at_period_end' },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        proration_behavior: 'create_prorations',
      },
    })
    const prices = portal?.features.subscription_update.products?.flatMap((one) => one.prices)
    expect(prices).toHaveLength(3)
  })

  it('changes nothing the second time, and says so', async () => {
    await setUp()
    const { changes, posts, lines } = await setUp()
    expect([changes, posts]).toEqual([0, []])
    expect(lines.every((line) => line.endsWith('is as it should be'))).toBe(true)
  })

  it('a changed amount makes a new price that takes the lookup key, and archives the old one', async () => {
    await setUp()
    const old = await world.priceOf('pro_monthly')
    const { lines } = await setUp(plansAt(1_500))
    const next = await world.priceOf('pro_monthly')
    expect(next).toMatchObject({ unit_amount: 1_500, active: true, product: old.product })
    expect(await world.stripe.prices.retrieve(old.id)).toMatchObject({ active: false, lookup_key: null })
    expect(lines.filter((line) => line.startsWith('create') || line.startsWith('archive'))).toHaveLength(2)
    const [portal] = await configurations()
    const prices = portal?.features.subscription_update.products?.flatMap((one) => one.prices)
    expect(prices).toContain(next.id)
    expect(prices).not.toContain(old.id)
    expect((await setUp(plansAt(1_500))).changes).toBe(0)
  })

  it('mends what somebody changed by hand', async () => {
    await setUp()
    const { data } = await world.stripe.products.list()
    await world.stripe.products.update(String(data[0]?.id), { name: 'Renamed', active: false })
    await world.stripe.prices.update((await world.priceOf('pro_yearly')).id, { active: false })
    const [portal] = await configurations()
    await world.stripe.billingPortal.configurations.update(String(portal?.id), {
      features: { subscription_cancel: { enabled: false } },
    })
    expect((await setUp()).changes).toBe(3)
    expect((await setUp()).changes).toBe(0)
  })

  it('finishes what a run left that ended at any of its calls', async () => {
    await setUp()
    const whole = (await setUp(plansAt(1_500), true)).changes
    for (let calls = 0; calls < whole; calls++) {
      const amount = 2_000 + calls
      let left = calls
      const stripe = accountOf(world.fake.secretKey, world.fake.endpoint, false)
      const dying = async () => {
        const report = (line: string) => {
          if (/^(create|update|archive)/.test(line) && left-- === 0) throw new Error('killed')
        }
        const options = { stripe, plans: plansAt(amount), returnUrl: 'https://app.example.com', isDryRun: false }
        await setUpBilling({ ...options, report })
      }
      await expect(dying()).rejects.toThrow('killed')
      await setUp(plansAt(amount))
      const { data } = await world.stripe.prices.list({ active: true })
      expect(data.map(({ lookup_key: key }) => key).sort()).toEqual(['pro_monthly', 'pro_yearly', 'team_monthly'])
      expect((await world.priceOf('pro_monthly')).unit_amount).toBe(amount)
      expect((await setUp(plansAt(amount))).changes).toBe(0)
    }
  })

  it('a dry run names every change and makes no POST', async () => {
    const { changes, posts, lines } = await setUp(plansAt(1_200), true)
    expect([changes, posts]).toEqual([6, []])
    expect(lines.filter((line) => line.startsWith('would '))).toHaveLength(6)
    await setUp()
    const again = await setUp(plansAt(1_500), true)
    expect(again.posts).toEqual([])
    expect(again.lines.filter((line) => line.startsWith('would '))).toEqual([
      'would create price pro_monthly (15.00 USD a month)',
      expect.stringMatching(/^would archive the former price of pro_monthly, price_/),
      expect.stringMatching(/^would update the portal configuration bpc_/),
    ])
  })
})

describe('the key', () => {
  it('of live mode is refused without --live, and no message holds a key', () => {
    for (const key of ['sk_live_abcdef', 'rk_live_abcdef']) {
      expect(() => accountOf(key, undefined, false)).toThrow(/--live/)
      expect(() => accountOf(key, undefined, false)).not.toThrow(/abcdef/)
      expect(() => accountOf(key, undefined, true)).not.toThrow()
    }
  })

  it('that is none of Stripe is refused', () => {
    for (const key of [undefined, '', 'pk_test_abcdef', 'whsec_abcdef']) {
      expect(() => accountOf(key, undefined, true)).toThrow(/STRIPE_SECRET_KEY/)
    }
  })
})
