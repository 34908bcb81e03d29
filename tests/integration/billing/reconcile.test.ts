import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type BillingApi, newBuyer, sellMany, startBillingApi } from '../../support/billing-api.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { loadReconcile, type Reconcile, run, runOfOnePage } from './reconcile-runs.ts'

let api: BillingApi
let reconcile: Reconcile

beforeAll(async () => {
  api = await startBillingApi()
  reconcile = await loadReconcile()
})
afterAll(() => api.stop())
beforeEach(() => api.calm())

const sourcesOf = async (userId: string) =>
  [...(await partitionOf(userId)).values()]
    .filter(({ type }) => type === 'subscription.changed')
    .map(({ source }) => source)

describe('the daily comparison with Stripe', () => {
  it('mends what no webhook told, says how much, and finds nothing the next time', async () => {
    const [told, untold] = [await newBuyer(api), await newBuyer(api)]
    await told.buy('pro_monthly')
    await untold.buy('pro_monthly')
    await untold.act('cancel-now')
    expect(await reconcile(run())).toMatchObject({ finished: true, mended: 1 })
    expect(await untold.stored()).toMatchObject({ tier: 'starter', status: 'canceled' })
    expect(await sourcesOf(untold.userId)).toEqual(['webhook', 'cron'])
    expect(await told.stored()).toMatchObject({ tier: 'pro' })
    expect(await reconcile(run())).toMatchObject({ finished: true, mended: 0 })
    for (const { userId } of [told, untold]) expect(violationsIn(await partitionOf(userId))).toEqual([])
  })

  it('finds a subscription of which nothing was ever heard', async () => {
    const buyer = await newBuyer(api)
    const { data } = await buyer.checkout('team_monthly')
    buyer.pay(data.id)
    expect(await buyer.stored()).toMatchObject({ tier: 'starter', status: 'none' })
    await reconcile(run())
    expect(await buyer.stored()).toMatchObject({ tier: 'team' })
  })

  it('asks Stripe only for pages when everything is right', async () => {
    await (await newBuyer(api)).buy()
    await reconcile(run())
    const before = api.fake.received.length
    const { read } = await reconcile(run())
    const calls = api.fake.received.slice(before)
    expect(calls).toHaveLength(Math.ceil(Number(read) / 100) + 1)
    expect(new Set(calls)).toEqual(new Set(['GET /v1/subscriptions', 'GET /v1/events']))
  })

  it('goes on where the last run stopped when its time ended, and loses nothing', async () => {
    const buyer = await newBuyer(api)
    await buyer.buy()
    await buyer.act('cancel-now')
    expect(await reconcile(run(10_000))).toMatchObject({ finished: false })
    expect(await reconcile(run())).toMatchObject({ finished: true })
    expect(await buyer.stored()).toMatchObject({ status: 'canceled' })
  })

  it('reads page after page, each once, also over several runs', async () => {
    sellMany(api, 120)
    const total = Number((await reconcile(run())).read)
    expect(total).toBeGreaterThan(120)
    const first = await reconcile(runOfOnePage(api))
    expect(first).toMatchObject({ finished: false, read: 100 })
    expect(await reconcile(run())).toMatchObject({ finished: true, read: total - 100 })
  })

  it('hears of customers that were deleted', async () => {
    const buyer = await newBuyer(api)
    await buyer.buy()
    await buyer.act('delete-customer')
    await reconcile(run())
    expect(await buyer.stored()).toMatchObject({ tier: 'starter', status: 'canceled', stripeCustomerId: null })
  })

  it('fails where Stripe does, and has changed nothing', async () => {
    const buyer = await newBuyer(api)
    await buyer.buy()
    await buyer.act('cancel-now')
    api.fake.faults.fail('500', 50)
    await expect(reconcile(run())).rejects.toThrow('Stripe')
    expect(await buyer.stored()).toMatchObject({ tier: 'pro' })
    api.calm()
    await reconcile(run())
    expect(await buyer.stored()).toMatchObject({ tier: 'starter' })
  })
})
