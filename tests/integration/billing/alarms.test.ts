import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BillingApi, type Buyer, newBuyer, priced, sellMany, startBillingApi } from '../../support/billing-api.ts'
import { linesOf } from '../../support/log-lines.ts'
import { loadReconcile, type Reconcile, run, runOfOnePage } from './reconcile-runs.ts'

let api: BillingApi
let reconcile: Reconcile

// As on AWS: in the local cloud nothing reads metrics. At the level error ordinary lines are left out.
beforeAll(async () => {
  api = await startBillingApi({ STAGE: 'test', LOG_LEVEL: 'error' })
  reconcile = await loadReconcile()
})
afterAll(() => api.stop())

/** What `work` counts of a metric on which an alarm depends, line by line. */
const counted = async (metric: string, work: () => Promise<unknown>): Promise<unknown[]> =>
  (await linesOf(work)).flatMap((line) => line[metric] ?? [])

/** Somebody whose subscription ended, which no webhook told. */
const untold = async (): Promise<Buyer> => {
  const buyer = await newBuyer(api)
  await buyer.buy('team_monthly')
  await buyer.act('cancel-now')
  return buyer
}

describe('BillingDifferences', () => {
  const differences = (work: () => Promise<unknown>) => counted('BillingDifferences', work)

  it('counts the subscriptions that differed from Stripe, and is not written where none did', async () => {
    const counts = await differences(async () => {
      for (let i = 0; i < 3; i += 1) await untold()
      expect(await reconcile(run())).toMatchObject({ finished: true, mended: 3 })
    })
    expect(counts).toEqual([3])
    expect(await differences(() => reconcile(run()))).toEqual([])
  })

  it('counts them also in a run that ends early', async () => {
    const counts = await differences(async () => {
      sellMany(api, 120)
      await untold()
      expect(await reconcile(runOfOnePage(api))).toMatchObject({ finished: false, mended: 1 })
      expect(await reconcile(run())).toMatchObject({ finished: true, mended: 0 })
    })
    expect(counts).toEqual([1])
  })

  it('counts them also in a run that fails', async () => {
    const counts = await differences(async () => {
      const [mended, failing] = [await untold(), await untold()]
      const customer = await failing.customer()
      const { subscriptionsOf } = await stripe()
      const failure = reconcile(run(), {
        subscriptionsOf: (of, deadline) =>
          of === customer ? Promise.reject(new Error('Stripe is down')) : subscriptionsOf(of, deadline),
      })
      await expect(failure).rejects.toThrow('down')
      expect(await mended.stored()).toMatchObject({ status: 'canceled' })
      expect(await failing.stored()).toMatchObject({ status: 'trialing' })
    })
    expect(counts).toEqual([1])
  })
})

describe('UnknownPrice', () => {
  it.each(['handmade_offer', null])(
    'counts a read of a subscription whose price is in no plan: %s',
    async (lookupKey) => {
      const counts = await counted('UnknownPrice', async () => {
        const buyer = await newBuyer(api)
        await buyer.buy('team_monthly')
        await priced(api, buyer, lookupKey, 'usd', 1)
      })
      expect(counts).toEqual([1])
    },
  )
})

const stripe = async () => (await import('../../../lib/providers/stripe/stripe-billing.ts')).stripeBilling
