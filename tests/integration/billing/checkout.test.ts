import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteCustomer } from '../../../infra/local/fake-stripe/customers.ts'
import { many } from '../../support/api.ts'
import { APP, type BillingApi, type Buyer, newBuyer, startBillingApi } from '../../support/billing-api.ts'
import { crashTable, dyingAt } from '../../support/crash.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'

let api: BillingApi
let restore: () => void
beforeAll(async () => {
  api = await startBillingApi()
  restore = crashTable()
})
afterAll(async () => {
  restore()
  await api.stop()
})
beforeEach(() => api.calm())

const customersOf = ({ userId }: Buyer) =>
  api.books.store.all('customer').filter((one) => one.metadata.userId === userId)
const sessionsOf = (customer: string) =>
  api.books.store.all('checkout.session').filter((one) => one.customer === customer)

describe('a customer', () => {
  it('is made once by ten checkouts at once, and every session is of it', async () => {
    const buyer = await newBuyer(api)
    const answers = await many(10, () => buyer.checkout())
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
    const customers = customersOf(buyer)
    expect(customers).toHaveLength(1)
    expect(await buyer.customer()).toBe(customers[0]?.id)
    expect(sessionsOf(customers[0]?.id ?? '')).toHaveLength(10)
    expect(violationsIn(await partitionOf(buyer.userId))).toEqual([])
  })

  it.each([false, true])('is made once when checkouts die at any call to the table (after it: %s)', async (after) => {
    for (let nth = 1, crashed = true; crashed; nth += 1) {
      const buyer = await newBuyer(api)
      // The function answers 500 to what dies in it, as the gateway would.
      crashed = (await dyingAt(nth, { after }, () => buyer.checkout())).crashed
      expect((await buyer.checkout()).status).toBe(201)
      expect(customersOf(buyer).map(({ id }) => id)).toEqual([await buyer.customer()])
      expect(violationsIn(await partitionOf(buyer.userId))).toEqual([])
    }
  })

  it('that was made and deleted before it was stored gets a successor', async () => {
    for (let nth = 1, crashed = true; crashed; nth += 1) {
      const buyer = await newBuyer(api)
      crashed = (await dyingAt(nth, { after: false }, () => buyer.checkout())).crashed
      for (const { id } of customersOf(buyer)) deleteCustomer(api.books, id)
      const { status, raw } = await buyer.checkout()
      expect(status, raw).toBe(201)
      expect(customersOf(buyer).map(({ id }) => id)).toEqual([await buyer.customer()])
    }
  })

  it.each(['500', '500 kept'] as const)('is made when Stripe fails at it once (%s)', async (fault) => {
    const buyer = await newBuyer(api)
    await api.send(buyer.token, 'GET', '/billing/plans')
    api.fake.faults.fail(fault, 1)
    expect((await buyer.checkout()).status).toBe(201)
    expect(customersOf(buyer).map(({ id }) => id)).toContain(await buyer.customer())
  })

  it('is not left behind by a Stripe that is down: 502, and the next checkout goes on', async () => {
    const buyer = await newBuyer(api)
    await api.send(buyer.token, 'GET', '/billing/plans')
    api.fake.faults.fail('500', 99)
    const failed = await buyer.checkout()
    expect([failed.status, failed.error.code]).toEqual([502, 'BILLING_ERROR'])
    expect(await buyer.customer()).toBeNull()
    api.calm()
    expect((await buyer.checkout()).status).toBe(201)
    expect(customersOf(buyer)).toHaveLength(1)
  })

  it('that was deleted at Stripe without a word gets a successor, also of the first checkout ever', async () => {
    for (const hadSubscription of [false, true]) {
      const buyer = await newBuyer(api)
      if (hadSubscription) await buyer.buy('pro_monthly', { card: true })
      else await buyer.checkout()
      const first = await buyer.customer()
      if (hadSubscription) await buyer.act('cancel-now')
      await buyer.hear()
      deleteCustomer(api.books, first)
      const { status, raw, data } = await buyer.checkout()
      expect(status, raw).toBe(201)
      const second = await buyer.customer()
      expect(second).not.toBe(first)
      expect(sessionsOf(second).map(({ id }) => id)).toEqual([data.id])
      // A second trial is for nobody who had one.
      expect(api.books.store.offers.get(data.id)?.trialDays).toBe(hadSubscription ? 0 : 14)
    }
  })

  it('that was deleted has no portal and no invoices', async () => {
    const buyer = await newBuyer(api)
    await buyer.buy()
    await buyer.act('delete-customer')
    expect((await api.send(buyer.token, 'POST', '/billing/portal')).error.code).toBe('NO_CUSTOMER')
    expect((await buyer.stored()).stripeCustomerId).toBeNull()
    expect((await api.send(buyer.token, 'GET', '/billing/invoices')).status).toBe(200)
  })
})

describe('a repeat with the same Idempotency-Key', () => {
  it('gets the same session, also at once and after a crash; another key gets another', async () => {
    const buyer = await newBuyer(api)
    const headers = { 'idempotency-key': randomUUID() }
    await dyingAt(9, { after: true }, () => buyer.checkout('pro_monthly', { headers }))
    const answers = await many(3, () => buyer.checkout('pro_monthly', { headers }))
    const made = answers.filter(({ status }) => status === 201)
    const again = await buyer.checkout('pro_monthly', { headers })
    expect(new Set([...made, again].map(({ data }) => data.id)).size).toBe(1)
    const other = await buyer.checkout('pro_monthly', { headers: { 'idempotency-key': randomUUID() } })
    expect(other.data.id).not.toBe(again.data.id)
    const reused = await buyer.checkout('team_monthly', { headers })
    expect([reused.status, reused.error?.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })
})

describe('an address', () => {
  const BAD = [
    'https://evil.example.com/',
    `${APP}.evil.com/`,
    `${APP}@evil.com/`,
    'https://user:pw@app.example.com/',
    'http://app.example.com/',
    'https://app.example.com:8443/',
    '//evil.com/',
    '/plans',
    'javascript:alert(1)//https://app.example.com',
    'data:text/html,x',
    `https:\\\\evil.com\\${APP}`,
    'https://app.example.com.',
    'https://xn--pp-6ja.example.com/',
    `${APP}\u0000.evil.com`,
    '',
    'x'.repeat(5_000),
  ]
  it('outside of our apps is refused, and no customer is made', async () => {
    const buyer = await newBuyer(api)
    for (const address of BAD) await expectRefused(buyer, address)
    expect(customersOf(buyer)).toEqual([])
  })

  const expectRefused = async (buyer: Buyer, address: string) => {
    for (const field of ['successUrl', 'cancelUrl']) {
      const body = { lookupKey: 'pro_monthly', [field]: address }
      const { status, error } = await api.send(buyer.token, 'POST', '/billing/checkout', { body })
      expect([status, error.details[0].loc.at(-1)]).toEqual([400, field])
    }
    const { status } = await api.send(buyer.token, 'POST', '/billing/portal', { body: { returnUrl: address } })
    expect(status, address).toBe(400)
  }

  it('of our app goes to Stripe as a browser reads it, with the place for the session', async () => {
    const buyer = await newBuyer(api)
    const successUrl = `${APP}/done?session={CHECKOUT_SESSION_ID}#top`
    const body = { lookupKey: 'pro_monthly', successUrl, cancelUrl: 'HTTPS://APP.example.com:443/a/../plans' }
    const { data } = await api.send(buyer.token, 'POST', '/billing/checkout', { body })
    const session = api.books.store.get('checkout.session', data.id)
    expect(session.cancel_url).toBe(`${APP}/plans`)
    expect(new URL(String(session.success_url)).origin).toBe(APP)
    expect(decodeURIComponent(String(session.success_url))).toBe(successUrl)
  })

  it.each(['', 'starter_monthly', 'PRO_MONTHLY', '__proto__', 'price_1', 'pro_monthly '])(
    'is not looked at for a plan that is not sold: %s',
    async (lookupKey) => {
      const buyer = await newBuyer(api)
      const { status, error } = await buyer.checkout(lookupKey)
      expect([status, error.details[0].loc]).toEqual([400, ['body', 'lookupKey']])
    },
  )
})

describe('several checkouts of one person', () => {
  it('leave the newest open, so that two are not paid', async () => {
    const buyer = await newBuyer(api)
    const first = (await buyer.checkout('pro_monthly')).data
    const second = (await buyer.checkout('team_monthly')).data
    const status = (id: string) => api.books.store.get('checkout.session', id).status
    const open = [first.id, second.id].filter((id) => status(id) === 'open')
    expect(open).toHaveLength(1)
    const [id = ''] = open
    buyer.pay(id)
    await buyer.hear()
    expect((await buyer.stored()).status).toBe('trialing')
    expect((await buyer.checkout()).error.code).toBe('ALREADY_SUBSCRIBED')
  })
})
