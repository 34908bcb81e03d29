import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signatureOf } from '../../../infra/local/fake-stripe/sender.ts'
import { itemOf } from '../../../infra/local/fake-stripe/subscriptions.ts'
import type { Event } from '../../../infra/local/fake-stripe/wire-types.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { stripeCustomer } from '../../../lib/platform/table/keys.ts'
import { queryAll, updateItem } from '../../../lib/platform/table/table.ts'
import { type BillingApi, type Buyer, newBuyer, startBillingApi } from '../../support/billing-api.ts'
import { eventOf, invoke } from '../../support/invoke.ts'
import { partitionOf } from '../../support/partition.ts'
import { AMPLE_MS } from '../../support/timing.ts'

const OLD_SECRET = 'whsec_of_last_year'
let api: BillingApi
let tableCalls = 0

beforeAll(async () => {
  api = await startBillingApi({}, [OLD_SECRET])
  documentClient().middlewareStack.add(
    (next) => (args) => {
      tableCalls += 1
      return next(args)
    },
    { step: 'initialize', name: 'counted' },
  )
})
afterAll(async () => {
  documentClient().middlewareStack.remove('counted')
  await api.stop()
})
beforeEach(() => api.calm())

const now = () => Math.floor(Date.now() / 1_000)

/** Somebody on trial, and the event of an upgrade that nobody has heard of. */
const upgrading = async () => {
  const buyer = await newBuyer(api)
  await buyer.buy('pro_monthly')
  await buyer.switchTo('team_monthly')
  const event = api.eventsOf(await buyer.customer()).at(-1)
  if (event?.type !== 'customer.subscription.updated') throw new Error(String(event?.type))
  return { buyer, event }
}
const rowsOf = async ({ userId }: Buyer) => [...(await partitionOf(userId)).entries()]
const tierOf = async (buyer: Buyer) => (await buyer.stored()).tier
const changed = (event: Event, more: object): string => JSON.stringify({ ...event, ...more })

describe('a signature', () => {
  it('that is not right is refused before JSON is parsed and before the table is asked', async () => {
    const { buyer, event } = await upgrading()
    const body = JSON.stringify(event)
    const good = signatureOf(body, api.fake.webhookSecret)
    const before = await rowsOf(buyer)
    tableCalls = 0
    const attempts: [string, Record<string, string>][] = [
      [body.replace('team', 'pro'), { 'stripe-signature': good }],
      [body.slice(0, -1), { 'stripe-signature': good }],
      [`${body} `, { 'stripe-signature': good }],
      ['', { 'stripe-signature': good }],
      ['{not JSON', { 'stripe-signature': good }],
      [body, {}],
      [body, { 'stripe-signature': '' }],
      [body, { 'stripe-signature': 't=,v1=' }],
      [body, { 'stripe-signature': good.replace('v1=', 'v0=') }],
      [body, { 'stripe-signature': good.replace(/^t=\d+/, `t=${now() + 1}`) }],
      [body, { 'stripe-signature': good.slice(0, -1) }],
      [body, { 'stripe-signature': signatureOf(body, 'whsec_of_somebody_else') }],
      [body, { 'stripe-signature': signatureOf(body, '') }],
      [body, { 'stripe-signature': signatureOf(body, api.fake.webhookSecret, now() - 301) }],
      [body, { 'stripe-signature': signatureOf(body, OLD_SECRET, now() - 301) }],
    ]
    for (const [text, headers] of attempts) {
      const { status, error } = await invoke(api.webhook, 'POST', '/webhooks/stripe', { body: text, headers })
      expect([status, error.code], JSON.stringify(headers)).toEqual([400, 'SIGNATURE_INVALID'])
    }
    expect(tableCalls).toBe(0)
    expect(await rowsOf(buyer)).toEqual(before)
    expect((await api.deliver(event)).status).toBe(200)
    expect(await tierOf(buyer)).toBe('team')
  })

  it('is taken from either secret while they are rotated, in a header of both, and 299 s later', async () => {
    const { event } = await upgrading()
    const body = JSON.stringify(event)
    const [, signed] = signatureOf(body, OLD_SECRET, 1).split(',')
    const both = `${signatureOf(body, api.fake.webhookSecret)},v1=${'0'.repeat(64)},${signed},v0=old`
    for (const how of [{ secret: OLD_SECRET }, { at: now() - 299 }, { headers: { 'stripe-signature': both } }])
      expect((await api.deliver(event, { body, ...how })).status).toBe(200)
  })

  it('of a secret that was added since the function started is taken', async () => {
    const { event } = await upgrading()
    await api.putSecret({ ...api.keys, webhookSecret: [...api.keys.webhookSecret, 'whsec_of_next_year'] })
    // The secret was read at the first event; it is not read again more often than once a second.
    await new Promise((next) => setTimeout(next, 1_100))
    expect((await api.deliver(event, { secret: 'whsec_of_next_year' })).status).toBe(200)
    expect((await api.deliver(event)).status).toBe(200)
  })

  it('covers the exact bytes, also of a body that the gateway encodes, in any letters', async () => {
    const { buyer, event } = await upgrading()
    const text = changed(event, { note: 'Zażółć 🐢\u2028 "\\u0041"', spaces: [1.0, 2e3] }).replaceAll(':', ' :  ')
    const headers = { 'Stripe-Signature': signatureOf(text, api.fake.webhookSecret) }
    const encoded = {
      ...eventOf('POST', '/webhooks/stripe', { body: text, headers }),
      body: Buffer.from(text).toString('base64'),
      isBase64Encoded: true,
    }
    const { status } = await invoke(
      () => api.webhook(encoded, { getRemainingTimeInMillis: () => AMPLE_MS } as never),
      'POST',
      '',
    )
    expect(status).toBe(200)
    expect(await tierOf(buyer)).toBe('team')
  })

  it('does not help a body of more than 1 MB, or one that is no event', async () => {
    const { event } = await upgrading()
    tableCalls = 0
    const big = changed(event, { filler: 'x'.repeat(2 ** 20) })
    expect((await api.deliver(event, { body: big })).status).toBe(413)
    for (const body of ['', 'null', '[]', '{}', '"evt"', '{', '\u0000', '{"id":1,"type":"x"}'])
      expect((await api.deliver(event, { body })).status, body).toBe(400)
    expect(tableCalls).toBe(0)
  })
})

describe('an event that is not about us', () => {
  it.each([
    ['the other mode', { livemode: true }],
    ['another account', { account: 'acct_of_somebody' }],
    ['an unknown type', { type: 'customer.subscription.teleported' }],
    ['a type that changes nothing', { type: 'invoice.created' }],
  ])('of %s is taken, asks nobody and changes nothing', async (_, more) => {
    const { buyer, event } = await upgrading()
    const before = await rowsOf(buyer)
    const asked = api.fake.received.length
    tableCalls = 0
    expect((await api.deliver(event, { body: changed(event, more) })).status).toBe(200)
    expect([tableCalls, api.fake.received.length - asked]).toEqual([0, 0])
    expect(await rowsOf(buyer)).toEqual(before)
  })

  it('but made with any version of the API it is one', async () => {
    const { buyer, event } = await upgrading()
    expect((await api.deliver(event, { body: changed(event, { api_version: '2014-01-31' }) })).status).toBe(200)
    expect(await tierOf(buyer)).toBe('team')
  })

  it('believes nothing that it carries besides whom it is about', async () => {
    const { buyer, event } = await upgrading()
    const object = { ...event.data.object, status: 'canceled', metadata: { userId: randomUUID() }, items: null }
    expect((await api.deliver(event, { body: changed(event, { data: { object } }) })).status).toBe(200)
    expect(await tierOf(buyer)).toBe('team')
  })

  it('about a customer of nobody is kept for 30 days', async () => {
    const { event } = await upgrading()
    const customer = `cus_${randomUUID()}`
    const object = { ...event.data.object, customer }
    expect((await api.deliver(event, { body: changed(event, { data: { object } }) })).status).toBe(200)
    const range = { pk: stripeCustomer.pk(customer), from: ' ', to: '~' }
    const rows = await queryAll(range, { deadline: Date.now() + AMPLE_MS })
    expect(rows.map(({ SK }) => SK)).toEqual([`UNCLAIMED#${event.id}`])
    expect(Math.abs(Number(rows[0]?.expiresAt) - now() - 30 * 86_400)).toBeLessThan(60)
  })

  it('leaves no row with a person who erased the account', async () => {
    const { buyer, event } = await upgrading()
    const erased = randomUUID()
    const Key = { PK: stripeCustomer.pk(await buyer.customer()), SK: stripeCustomer.owner() }
    const set = { UpdateExpression: 'SET userId = :who', ExpressionAttributeValues: { ':who': erased } }
    await updateItem({ Key, ...set }, Date.now() + AMPLE_MS)
    expect((await api.deliver(event)).status).toBe(200)
    expect((await partitionOf(erased)).size).toBe(0)
  })
})

describe('while Stripe does not say what is true', () => {
  const refused = async (buyer: Buyer, event: Event) => {
    const before = await rowsOf(buyer)
    const { status, error } = await api.deliver(event)
    expect([status, error?.code]).toEqual([500, 'INTERNAL_ERROR'])
    expect(await rowsOf(buyer)).toEqual(before)
    expect(await tierOf(buyer)).toBe('pro')
  }
  const takenLater = async (buyer: Buyer, event: Event) => {
    api.calm()
    expect((await Promise.all([api.deliver(event), api.deliver(event)])).map(({ status }) => status)).toEqual([
      200, 200,
    ])
    const rows = (await rowsOf(buyer)).filter(
      ([, { type, data }]) => type === 'subscription.changed' && (data as { newTier: string }).newTier === 'team',
    )
    expect(rows).toHaveLength(1)
  }

  it.each(['429', '500', 'hang'] as const)('an event is refused (%s), and taken once it does', async (fault) => {
    const { buyer, event } = await upgrading()
    api.fake.faults.fail(fault, 9)
    if (fault === 'hang') {
      const before = await rowsOf(buyer)
      const headers = { 'stripe-signature': signatureOf(JSON.stringify(event), api.fake.webhookSecret) }
      const request = { body: JSON.stringify(event), headers, remainingMs: 3_000 }
      expect((await invoke(api.webhook, 'POST', '/webhooks/stripe', request)).status).toBeGreaterThanOrEqual(500)
      api.calm()
      expect(await rowsOf(buyer)).toEqual(before)
    } else await refused(buyer, event)
    await takenLater(buyer, event)
  })

  it('once only, it is asked again and the event is taken', async () => {
    const { buyer, event } = await upgrading()
    api.fake.faults.fail('500', 1)
    expect((await api.deliver(event)).status).toBe(200)
    expect(await tierOf(buyer)).toBe('team')
  })

  it.each(['status', 'items', 'created'] as const)('an answer without %s is not believed', async (field) => {
    const { buyer, event } = await upgrading()
    const subscription = await buyer.subscription()
    const { [field]: value } = subscription
    Reflect.deleteProperty(subscription, field)
    await refused(buyer, event)
    Object.assign(subscription, { [field]: value })
    await takenLater(buyer, event)
  })

  it('with a period or a price that is missing it is not believed either', async () => {
    const { buyer, event } = await upgrading()
    const item = itemOf(await buyer.subscription())
    const { current_period_end, price } = item
    Reflect.deleteProperty(item, 'current_period_end')
    await refused(buyer, event)
    Object.assign(item, { current_period_end, price: null })
    api.calm()
    await refused(buyer, event)
    Object.assign(item, { price })
    await takenLater(buyer, event)
  })
})
