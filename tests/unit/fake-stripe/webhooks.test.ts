import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { afterEach, describe, expect, it } from 'vitest'
import type { FakeStripeOptions } from '../../../infra/local/fake-stripe/server.ts'
import { startWorld, subscribe, type World } from './world.ts'

const worlds: World[] = []
const directories: string[] = []
const start = async (options: Partial<FakeStripeOptions> = {}): Promise<World> => {
  const world = await startWorld(options)
  worlds.push(world)
  return world
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

const LIFE = [
  'customer.created',
  'invoice.created',
  'invoice.finalized',
  'customer.subscription.created',
  'invoice.paid',
  'invoice.payment_succeeded',
  'checkout.session.completed',
]

describe('webhooks', () => {
  it("carry a signature that Stripe's SDK accepts, and no other secret makes", async () => {
    const world = await start()
    await subscribe(world)
    await world.fake.webhooks.settled()
    for (const { body, signature } of world.endpoint.received) {
      const event = world.stripe.webhooks.constructEvent(body, signature, world.fake.webhookSecret)
      expect([event.object, event.api_version, event.livemode]).toEqual(['event', Stripe.API_VERSION, false])
      expect(() => world.stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow()
      expect(() => world.stripe.webhooks.constructEvent(`${body} `, signature, world.fake.webhookSecret)).toThrow()
    }
  })

  it('arrive once and in order, with the object as it was', async () => {
    const world = await start()
    await subscribe(world)
    await world.fake.webhooks.settled()
    expect(world.events().map(({ type }) => type)).toEqual(LIFE)
    const created = world.events().find(({ type }) => type === 'customer.subscription.created')
    expect(created?.data.object).toMatchObject({ status: 'active', latest_invoice: expect.stringMatching(/^in_/) })
  })

  it('are repeated until they are taken', async () => {
    const world = await start()
    world.endpoint.answers.push(500, 503, 400)
    const { id } = await world.stripe.customers.create({ email: 'ada@example.com' })
    await world.fake.webhooks.settled()
    expect(world.events().map(({ data }) => (data.object as { id: string }).id)).toEqual([id, id, id, id])
    const { data } = await world.stripe.events.list({ delivery_success: true })
    expect(data.map(({ pending_webhooks: pending }) => pending)).toEqual([0])
  })

  it('arrive twice, and in another order, when that is switched on', async () => {
    const world = await start({ modes: ['late', 'twice', 'shuffled'] })
    await subscribe(world)
    await world.fake.webhooks.settled()
    const types = world.events().map(({ type }) => type)
    expect([...types].sort()).toEqual([...LIFE, ...LIFE].sort())
    expect(types.indexOf('checkout.session.completed')).toBeLessThan(types.indexOf('customer.subscription.created'))
  })

  it('name what an update changed', async () => {
    const world = await start()
    const { subscription } = await subscribe(world)
    await world.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await world.fake.webhooks.settled()
    const updated = world.events().at(-1)
    expect(updated?.type).toBe('customer.subscription.updated')
    expect(updated?.data.previous_attributes).toMatchObject({ cancel_at_period_end: false, cancel_at: null })
  })

  it('are sent again from the control page, which also switches the ways', async () => {
    const world = await start()
    await world.stripe.customers.create({})
    await world.fake.webhooks.settled()
    const [event] = world.events()
    const control = `${world.fake.endpoint}/control`
    await world.press(control, { do: 'resend', event: String(event?.id) })
    await world.fake.webhooks.settled()
    expect(world.events().map(({ id }) => id)).toEqual([event?.id, event?.id])
    await world.press(control, { do: 'modes', mode: 'twice' })
    expect([...world.fake.webhooks.modes]).toEqual(['twice'])
    expect(await (await fetch(control)).text()).toContain('customer.created')
  })
})

describe('a restart', () => {
  it('keeps everything, and sends what had not been taken', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fake-stripe-'))
    directories.push(directory)
    const file = join(directory, 'stripe.json')
    const first = await start({ file, timing: { retryMs: 60_000 } })
    first.endpoint.answers.push(500)
    const { id } = await first.stripe.customers.create({ email: 'ada@example.com' }, { idempotencyKey: 'k' })
    await expect.poll(() => first.fake.books.store.deliveries.get(String(first.events()[0]?.id))?.status).toBe(500)
    await first.fake.stop()

    const second = await start({ file })
    second.fake.webhooks.resume()
    await second.fake.webhooks.settled()
    expect(second.events().map(({ type }) => type)).toEqual(['customer.created'])
    expect((await second.stripe.customers.retrieve(id)).id).toBe(id)
    expect((await second.stripe.customers.create({ email: 'ada@example.com' }, { idempotencyKey: 'k' })).id).toBe(id)
    expect((await second.stripe.prices.list()).data).toHaveLength(3)
  })
})
