import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCheckout, sdkOf, startWorld, subscribe, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const errorOf = (work: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  work.then(
    () => {
      throw new Error('it succeeded')
    },
    (error) => error,
  )

describe('idempotency keys', () => {
  it('run a POST once: the same again gets the first answer', async () => {
    const params = { email: 'once@example.com' }
    const first = await world.stripe.customers.create(params, { idempotencyKey: 'same' })
    const second = await world.stripe.customers.create(params, { idempotencyKey: 'same' })
    expect(second.id).toBe(first.id)
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
    const { data } = await world.stripe.customers.list({ email: 'once@example.com' })
    expect(data).toHaveLength(1)
  })

  it('refuse other parameters with StripeIdempotencyError', async () => {
    await world.stripe.customers.create({ email: 'one@example.com' }, { idempotencyKey: 'other' })
    const error = await errorOf(
      world.stripe.customers.create({ email: 'two@example.com' }, { idempotencyKey: 'other' }),
    )
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
    expect(error.statusCode).toBe(400)
  })

  it('answer 409 while the first call is under way', async () => {
    world.fake.faults.fail('hang')
    const before = world.fake.received.length
    const first = world.stripe.customers.create({ email: 'slow@example.com' }, { idempotencyKey: 'busy' })
    await expect.poll(() => world.fake.received.length).toBeGreaterThan(before)
    const error = await errorOf(
      world.stripe.customers.create({ email: 'slow@example.com' }, { idempotencyKey: 'busy' }),
    )
    expect([error.statusCode, error.code]).toEqual([409, 'idempotency_key_in_use'])
    world.fake.faults.release()
    expect((await first).email).toBe('slow@example.com')
  })

  it('remember a result that is an error, but not a refusal of the parameters', async () => {
    const create = (name: string) => world.stripe.customers.create({ name }, { idempotencyKey: 'broken' })
    world.fake.faults.fail('500 kept')
    expect((await errorOf(create('a'))).statusCode).toBe(500)
    expect((await errorOf(create('a'))).statusCode).toBe(500)
    const retried = { idempotencyKey: 'retried' }
    world.fake.faults.fail('500')
    expect((await errorOf(world.stripe.customers.create({ name: 'a' }, retried))).statusCode).toBe(500)
    expect((await world.stripe.customers.create({ name: 'a' }, retried)).name).toBe('a')
    const options = { idempotencyKey: 'refused' }
    const refused = await errorOf(world.stripe.checkout.sessions.create({ mode: 'subscription' }, options))
    expect(refused.statusCode).toBe(400)
    expect((await world.stripe.customers.create({ name: 'b' }, options)).name).toBe('b')
  })
})

describe("errors are those of Stripe's SDK", () => {
  it('a wrong key is StripeAuthenticationError', async () => {
    const other = sdkOf(world.fake.endpoint, 'sk_test_wrong')
    const error = await errorOf(other.customers.list())
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
  })

  it('what is not there is resource_missing: 404 in the path, 400 in a parameter', async () => {
    const path = await errorOf(world.stripe.subscriptions.retrieve('sub_none'))
    expect([path.type, path.statusCode, path.code, path.param]).toEqual([
      'StripeInvalidRequestError',
      404,
      'resource_missing',
      'id',
    ])
    const param = await errorOf(world.stripe.billingPortal.sessions.create({ customer: 'cus_none' }))
    expect([param.statusCode, param.code, param.param]).toEqual([400, 'resource_missing', 'customer'])
  })

  it('lists of a customer that never was are refused, those of a deleted one are not', async () => {
    const error = await errorOf(world.stripe.subscriptions.list({ customer: 'cus_none', status: 'all' }))
    expect([error.statusCode, error.code, error.param]).toEqual([400, 'resource_missing', 'customer'])
    const { customer } = await subscribe(world)
    await world.stripe.customers.del(customer.id)
    const { data } = await world.stripe.subscriptions.list({ customer: customer.id, status: 'all' })
    expect(data.map(({ status }) => status)).toEqual(['canceled'])
  })

  it('unknown and missing parameters are named', async () => {
    const unknown = await errorOf(world.stripe.customers.create(JSON.parse('{"nickname":"x"}')))
    expect([unknown.code, unknown.param]).toEqual(['parameter_unknown', 'nickname'])
    const missing = await errorOf(world.stripe.prices.create({ currency: 'usd', unit_amount: 1 }))
    expect([missing.code, missing.param]).toEqual(['parameter_missing', 'product'])
    const nested = await errorOf(
      world.stripe.checkout.sessions.create(
        JSON.parse('{"mode":"subscription","success_url":"x","line_items":[{"price":"p","what":"x"}]}'),
      ),
    )
    expect(nested.param).toBe('line_items[0][what]')
  })

  it('429 and 500 on demand are StripeRateLimitError and StripeAPIError', async () => {
    world.fake.faults.fail('429')
    expect(await errorOf(world.stripe.customers.list())).toBeInstanceOf(Stripe.errors.StripeRateLimitError)
    world.fake.faults.fail('500')
    expect(await errorOf(world.stripe.customers.list())).toBeInstanceOf(Stripe.errors.StripeAPIError)
    expect((await world.stripe.customers.list({ limit: 1 })).object).toBe('list')
  })

  it('every answer names its request and the API version', async () => {
    const { lastResponse } = await world.stripe.customers.list({ limit: 1 })
    expect(lastResponse.requestId).toMatch(/^req_/)
    expect(lastResponse.apiVersion).toBe(Stripe.API_VERSION)
  })
})

describe('lists', () => {
  it('page through everything, newest first, without gap or repeat', async () => {
    const made: string[] = []
    for (let i = 0; i < 23; i++) made.push((await world.stripe.customers.create({ email: 'many@example.com' })).id)
    const seen: string[] = []
    for await (const one of world.stripe.customers.list({ email: 'many@example.com', limit: 5 })) seen.push(one.id)
    expect(seen).toEqual(made.reverse())
  })

  it('filter prices by lookup key, and events by type', async () => {
    const { data } = await world.stripe.prices.list({
      lookup_keys: ['pro_yearly', 'team_monthly'],
      expand: ['data.product'],
    })
    expect(data.map(({ lookup_key: key }) => key).sort()).toEqual(['pro_yearly', 'team_monthly'])
    expect(data.map(({ product }) => (typeof product === 'object' && !product.deleted ? product.name : ''))).toContain(
      'Team',
    )
    const { data: events } = await world.stripe.events.list({ type: 'customer.created', limit: 3 })
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['customer.created']))
  })
})

describe('a lookup key', () => {
  it('names one price; another takes it over with transfer_lookup_key only', async () => {
    const old = await world.priceOf('team_monthly')
    const wanted = {
      currency: 'usd',
      unit_amount: 4_000,
      product: String(old.product),
      recurring: { interval: 'month' as const },
    }
    const error = await errorOf(world.stripe.prices.create({ ...wanted, lookup_key: 'team_monthly' }))
    expect(error.message).toContain('already uses that lookup key')
    const next = await world.stripe.prices.create({ ...wanted, lookup_key: 'team_monthly', transfer_lookup_key: true })
    expect((await world.priceOf('team_monthly')).id).toBe(next.id)
    expect((await world.stripe.prices.retrieve(old.id)).lookup_key).toBeNull()
    await world.stripe.prices.update(old.id, { lookup_key: 'team_monthly', transfer_lookup_key: true })
  })
})

describe('expand', () => {
  it('puts objects in the place of ids, and asks for what is left out otherwise', async () => {
    const { session } = await openCheckout(world)
    expect(session.line_items).toBeUndefined()
    const full = await world.stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items', 'customer'] })
    expect(full.line_items?.data[0]?.price?.lookup_key).toBe('pro_monthly')
    expect(full.customer).toMatchObject({ object: 'customer', metadata: { userId: 'u1' } })
    const error = await errorOf(world.stripe.checkout.sessions.retrieve(session.id, { expand: ['nothing'] }))
    expect(error.message).toBe('This property cannot be expanded (nothing).')
  })
})

describe('a customer that was deleted', () => {
  it('ends its subscriptions, and is still answered for as deleted', async () => {
    const { customer, subscription } = await subscribe(world)
    expect(await world.stripe.customers.del(customer.id)).toMatchObject({ id: customer.id, deleted: true })
    expect(await world.stripe.customers.retrieve(customer.id)).toMatchObject({ id: customer.id, deleted: true })
    expect((await world.stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
    const error = await errorOf(world.stripe.customers.update(customer.id, { name: 'x' }))
    expect(error.code).toBe('resource_missing')
  })
})
