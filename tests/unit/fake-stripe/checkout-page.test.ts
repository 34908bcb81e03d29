import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCheckout, startWorld, subscribe, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const DAY = 86_400

describe('the checkout page', () => {
  it('shows what is bought, for how much, and the three buttons', async () => {
    const { session } = await openCheckout(world)
    const text = await (await fetch(String(session.url).replace('localhost', '127.0.0.1'))).text()
    for (const part of ['Pro', '$12.00', 'per month', 'ada@example.com', 'Pay', 'Decline', 'Cancel']) {
      expect(text).toContain(part)
    }
  })

  it('Pay makes subscription and invoice, and goes to the success address with the session in it', async () => {
    const { customer, session } = await openCheckout(world)
    const { status, location } = await world.press(String(session.url), { do: 'pay' })
    expect([status, location]).toEqual([303, `http://localhost:5173/done?session=${session.id}`])
    const paid = await world.stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] })
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', customer: customer.id, url: null })
    expect(paid.subscription).toMatchObject({ status: 'active', metadata: { userId: 'u1' }, customer: customer.id })
    const { data: invoices } = await world.stripe.invoices.list({ customer: customer.id })
    expect(invoices).toMatchObject([{ status: 'paid', amount_paid: 1_200, billing_reason: 'subscription_create' }])
    expect(invoices[0]?.parent?.subscription_details?.metadata).toEqual({ userId: 'u1' })
  })

  it('has the period on the item, a month long', async () => {
    const { subscription } = await subscribe(world)
    const [item] = subscription.items.data
    expect(Number(item?.current_period_end) - Number(item?.current_period_start)).toBe(30 * DAY)
    expect(subscription).not.toHaveProperty('current_period_end')
  })

  it('Decline shows the card error, makes nothing and leaves the session open', async () => {
    const { customer, session } = await openCheckout(world)
    const { status, text } = await world.press(String(session.url), { do: 'decline' })
    expect(status).toBe(402)
    expect(text).toContain('Your card was declined.')
    expect((await world.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
    expect((await world.stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toEqual([])
  })

  it('Cancel goes to the cancel address and leaves the session open', async () => {
    const { session } = await openCheckout(world)
    const { location } = await world.press(String(session.url), { do: 'cancel' })
    expect(location).toBe('http://localhost:5173/plans')
    expect((await world.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
  })

  it('takes no second payment of a session, and none of an expired one', async () => {
    const { session } = await openCheckout(world)
    await world.press(String(session.url), { do: 'pay' })
    expect((await world.press(String(session.url), { do: 'pay' })).status).toBe(410)
    const other = await openCheckout(world)
    expect((await world.stripe.checkout.sessions.expire(other.session.id)).status).toBe('expired')
    expect((await world.press(String(other.session.url), { do: 'pay' })).status).toBe(410)
  })

  it('starts a trial without a card where none is required; nothing is charged', async () => {
    const { subscription } = await subscribe(world, { trialDays: 14, ifRequired: true })
    expect(subscription).toMatchObject({ status: 'trialing', default_payment_method: null })
    expect(Number(subscription.trial_end) - Number(subscription.trial_start)).toBe(14 * DAY)
    expect(subscription.latest_invoice).toMatchObject({ amount_due: 0, status: 'paid' })
  })

  it('escapes what other people wrote', async () => {
    const name = '<script>alert(1)</script>'
    const product = await world.stripe.products.create({ name })
    await world.stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 100,
      recurring: { interval: 'month' },
      lookup_key: 'hostile',
    })
    const { session } = await openCheckout(world, { lookupKey: 'hostile' })
    const text = await (await fetch(String(session.url).replace('localhost', '127.0.0.1'))).text()
    expect(text).not.toContain(name)
    expect(text).toContain('&lt;script&gt;')
  })
})
