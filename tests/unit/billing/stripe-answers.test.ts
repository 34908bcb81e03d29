import { describe, expect, it } from 'vitest'
import { BillingUnavailable } from '../../../lib/domain/billing/billing-provider.ts'
import {
  readId,
  readInvoice,
  readNews,
  readPortal,
  readPrices,
  readSession,
  readSubscription,
} from '../../../lib/providers/stripe/stripe-answers.ts'

type Json = Record<string, unknown>

const price = (more: Json = {}): Json => ({
  id: 'price_1',
  lookup_key: 'pro_monthly',
  currency: 'usd',
  unit_amount: 1_200,
  recurring: { interval: 'month', interval_count: 1 },
  ...more,
})
const PERIOD = { current_period_start: 1_000, current_period_end: 2_000 }
const item = (more: Json = {}): Json => ({ price: price(), quantity: 2, ...PERIOD, ...more })
const subscription = (more: Json = {}): Json => ({
  id: 'sub_1',
  status: 'active',
  created: 900,
  customer: 'cus_1',
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  trial_end: null,
  latest_invoice: { id: 'in_1', created: 950 },
  pause_collection: null,
  metadata: { userId: 'me' },
  items: { data: [item()] },
  ...more,
})
const without = (one: Json, field: string): Json =>
  Object.fromEntries(Object.entries(one).filter(([name]) => name !== field))
const read = (more: Json) => readSubscription(subscription(more)).subscription

describe('a subscription', () => {
  it('is read with its customer, by id or expanded', () => {
    for (const customer of ['cus_1', { id: 'cus_1', object: 'customer' }])
      expect(readSubscription(subscription({ customer })).customer).toBe('cus_1')
    expect(read({})).toMatchObject({
      quantity: 2,
      periodStart: 1_000,
      periodEnd: 2_000,
      latestInvoiceAt: 950,
      userId: 'me',
    })
  })

  it('has its period on the item since 2025-03-31, and on itself before', () => {
    const old = { ...PERIOD, items: { data: [{ price: price() }] } }
    expect(read(old)).toMatchObject({ periodStart: 1_000, periodEnd: 2_000, quantity: 1 })
    const both = { current_period_start: 1, current_period_end: 2 }
    expect(read(both)).toMatchObject({ periodStart: 1_000, periodEnd: 2_000 })
  })

  it('ends at cancel_at, or with the period where only that is said', () => {
    expect(read({ cancel_at: 1_500 }).cancelAt).toBe(1_500)
    expect(read({ cancel_at_period_end: true }).cancelAt).toBe(2_000)
    expect(read({}).cancelAt).toBeNull()
  })

  it('is paused without service only by void', () => {
    for (const behavior of ['void', 'keep_as_draft', 'mark_uncollectible'])
      expect(read({ pause_collection: { behavior, resumes_at: null } }).pausedVoid).toBe(behavior === 'void')
  })

  it('may lack what it does not have: an invoice, metadata, a lookup key, an amount', () => {
    const bare = read({
      latest_invoice: 'in_1',
      metadata: null,
      items: { data: [item({ price: price({ lookup_key: null, unit_amount: null }) })] },
    })
    expect(bare).toMatchObject({ latestInvoiceAt: null, userId: null, price: { lookupKey: null, unitAmount: 0 } })
    for (const field of ['cancel_at', 'canceled_at', 'trial_end', 'latest_invoice', 'pause_collection', 'metadata'])
      expect(readSubscription(without(subscription(), field)).subscription.id).toBe('sub_1')
  })

  it('keeps the lookup key that its price has passed on', () => {
    const passed = price({ lookup_key: null, metadata: { lifeos: 'pro_monthly' } })
    expect(read({ items: { data: [item({ price: passed })] } }).price.lookupKey).toBe('pro_monthly')
  })

  it.each(['id', 'status', 'created', 'customer', 'items'])(
    'without %s is not believed, and the error names it',
    (field) => {
      expect(() => readSubscription(without(subscription(), field))).toThrow(BillingUnavailable)
      expect(() => readSubscription(without(subscription(), field))).toThrow(field)
    },
  )

  it.each([
    ['a status that is not documented', { status: 'dreaming' }],
    ['no item', { items: { data: [] } }],
    ['no period anywhere', { items: { data: [{ price: price() }] } }],
    ['half a period', { items: { data: [without(item(), 'current_period_end')] } }],
    ['a price without an interval', { items: { data: [item({ price: without(price(), 'recurring') })] } }],
    ['a price without a currency', { items: { data: [item({ price: without(price(), 'currency') })] } }],
    ['times that are text', { created: '2026-01-01' }],
  ])('with %s is not believed', (_, more) => {
    expect(() => read(more)).toThrow(BillingUnavailable)
  })

  it('that is no object is not believed, and the error holds nothing of it', () => {
    for (const value of [null, undefined, '<html>secret</html>', [], 1, { error: 'secret' }])
      expect(() => readSubscription(value)).toThrow(/^(?!.*secret)Stripe's subscription/)
  })
})

describe('prices', () => {
  it('are for sale by a month or a year, under a lookup key, for an amount', () => {
    const of = (interval: string, interval_count = 1) => price({ recurring: { interval, interval_count } })
    const offered = [
      price(),
      of('year'),
      of('week'),
      of('month', 3),
      price({ lookup_key: null }),
      price({ unit_amount: null }),
    ]
    expect(readPrices(offered).map(({ interval }) => interval)).toEqual(['month', 'year'])
    expect(readPrices([price({ unit_amount: 0 })])).toHaveLength(1)
    expect(() => readPrices([price({ currency: 7 })])).toThrow(BillingUnavailable)
  })
})

describe('an invoice, a session, a portal and a new object', () => {
  const invoice = { id: 'in_1', amount_due: 5, amount_paid: 5, currency: 'usd', created: 0 }
  it('are read, and not believed without what is documented', () => {
    expect(readInvoice(invoice)).toMatchObject({ number: null, hostedUrl: null, createdAt: '1970-01-01T00:00:00.000Z' })
    for (const field of Object.keys(invoice))
      expect(() => readInvoice(without(invoice, field))).toThrow(BillingUnavailable)
    expect(readSession({ id: 'cs', url: 'u', expires_at: 60 }).expiresAt).toBe('1970-01-01T00:01:00.000Z')
    for (const bad of [{ id: 'cs', url: null, expires_at: 60 }, {}])
      expect(() => readSession(bad)).toThrow(BillingUnavailable)
    expect(() => readPortal({})).toThrow(BillingUnavailable)
    expect(() => readId({ object: 'customer' })).toThrow(BillingUnavailable)
  })
})

describe('an event', () => {
  const event = (object: Json, more: Json = {}): Json => ({
    id: 'evt',
    type: 't',
    livemode: false,
    data: { object },
    ...more,
  })
  it('says whose customer it is about, in any version of the API', () => {
    const ofCustomer = { id: 'evt', type: 't', account: null, livemode: false, customer: 'cus_1' }
    for (const object of [
      { id: 'sub', object: 'subscription', customer: 'cus_1' },
      { id: 'in', object: 'invoice', customer: { id: 'cus_1' } },
      { id: 'cus_1', object: 'customer' },
    ])
      expect(readNews(event(object, { api_version: '2014-01-31' }))).toEqual(ofCustomer)
    expect(readNews(event({ id: 'p', object: 'product' }))?.customer).toBeNull()
    expect(readNews(event({}, { account: 'acct_1' }))?.account).toBe('acct_1')
  })

  it('is none without an id, a type, a mode or an object', () => {
    for (const field of ['id', 'type', 'livemode', 'data']) expect(readNews(without(event({}), field))).toBeNull()
    for (const value of [null, [], 'evt', 3, event({ customer: 7 })]) expect(readNews(value)).toBeNull()
  })
})
