import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BillingApi, type Buyer, newBuyer, startBillingApi } from '../../support/billing-api.ts'
import { partitionOf } from '../../support/partition.ts'

let api: BillingApi
let ada: Buyer
let bob: Buyer

const renewed = async (lookupKey: string) => {
  const buyer = await newBuyer(api)
  await buyer.buy(lookupKey, { card: true })
  for (const _ of [1, 2, 3]) await buyer.act('renew')
  await buyer.hear()
  return buyer
}
beforeAll(async () => {
  api = await startBillingApi()
  ;[ada, bob] = [await renewed('team_monthly'), await renewed('pro_monthly')]
})
afterAll(() => api.stop())

type Row = { id: string }
const pageFor = ({ token }: Buyer, query: Record<string, string>) =>
  api.send(token, 'GET', '/billing/invoices', { query })
const invoiceIds = (customer: string) =>
  api.books.store.all('invoice').flatMap((one) => (one.customer === customer ? [one.id] : []))

it('everybody sees their own invoices, page by page, and nobody else', async () => {
  for (const buyer of [ada, bob]) {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { data } = await pageFor(buyer, { pageSize: '3', ...(cursor && { cursor }) })
      const { body } = await pageFor(buyer, { pageSize: '3', ...(cursor && { cursor }) })
      seen.push(...(Array.isArray(data) ? data : data.data).map(({ id }: Row) => id))
      cursor = body.nextCursor ?? data.nextCursor ?? null
    } while (cursor)
    expect(seen).toEqual(invoiceIds(await buyer.customer()))
  }
})

it("a cursor of somebody else's list, or a damaged one, is a 400", async () => {
  const { body, data } = await pageFor(ada, { pageSize: '1' })
  const cursor = String(body.nextCursor ?? data.nextCursor)
  expect((await pageFor(ada, { pageSize: '1', cursor })).status).toBe(200)
  for (const wrong of [cursor.slice(0, -2), `${cursor}x`, 'in_1', invoiceIds(await ada.customer())[0] ?? ''])
    expect((await pageFor(ada, { cursor: wrong })).status, wrong).toBe(400)
  const foreign = await pageFor(bob, { pageSize: '1', cursor })
  expect([foreign.status, foreign.error.details[0].loc]).toEqual([400, ['query', 'cursor']])
})

it('a cursor whose invoice is of another customer at Stripe reaches nothing of theirs', async () => {
  const { encodeCursor } = await import('../../../lib/platform/lists/cursor.ts')
  const [theirs = ''] = invoiceIds(await ada.customer())
  const { data, status } = await pageFor(bob, { cursor: encodeCursor('invoices', bob.userId, { after: theirs }) })
  const rows: Row[] = status === 200 ? (Array.isArray(data) ? data : data.data) : []
  const own = invoiceIds(await bob.customer())
  expect(rows.every(({ id }) => own.includes(id))).toBe(true)
})

it('nothing that is sent chooses whose customer a checkout or portal is for', async () => {
  const customer = await ada.customer()
  const [carol] = [await newBuyer(api)]
  for (const more of [{ customer }, { userId: ada.userId }, { stripeCustomerId: customer }]) {
    const body = { lookupKey: 'pro_monthly', ...more }
    expect((await api.send(carol.token, 'POST', '/billing/checkout', { body })).status).toBe(400)
    expect((await api.send(bob.token, 'POST', '/billing/portal', { body: more })).status).toBe(400)
  }
  await api.send(bob.token, 'POST', '/billing/portal', { query: { customer } })
  const [portal] = api.books.store.all('billing_portal.session')
  expect(portal?.customer).toBe(await bob.customer())
  expect((await api.send(carol.token, 'POST', '/billing/portal')).error.code).toBe('NO_CUSTOMER')
  expect((await pageFor(carol, {})).body).toMatchObject({ data: expect.anything() })
})

it('without a token nothing is said but the plans', async () => {
  const routes = [
    'GET /billing/subscription',
    'GET /billing/usage',
    'GET /billing/invoices',
    'POST /billing/checkout',
    'POST /billing/portal',
  ]
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ')
    expect((await api.send(null, method, path, { body: method === 'POST' ? {} : undefined })).status).toBe(401)
  }
  expect((await api.send(null, 'GET', '/billing/plans')).status).toBe(200)
})

it('a subscription whose metadata names somebody else changes nobody', async () => {
  const before = await partitionOf(bob.userId)
  const subscription = await ada.subscription()
  subscription.metadata = { userId: bob.userId }
  api.books.emit('customer.subscription.updated', subscription)
  await ada.hear()
  expect(await partitionOf(bob.userId)).toEqual(before)
  expect((await ada.stored()).tier).toBe('starter')
  subscription.metadata = { userId: ada.userId }
  api.books.emit('customer.subscription.updated', subscription)
  await ada.hear()
  expect((await ada.stored()).tier).toBe('team')
})
