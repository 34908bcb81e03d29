import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPortal, startWorld, subscribe, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const setUp = async (offer = {}) => {
  const { customer, subscription } = await subscribe(world, offer)
  const portal = await openPortal(world, customer.id, subscription.id)
  return {
    customer,
    portal,
    /** Presses a button; the subscription as Stripe has it then. */
    after: async (what: string, more: Record<string, string> = {}) => {
      const { status, text } = await portal.press(what, more)
      if (status !== 303) throw new Error(`${what}: ${status} ${text.match(/role="alert">([^<]*)/)?.[1]}`)
      return world.stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] })
    },
    invoices: async () => (await world.stripe.invoices.list({ customer: customer.id })).data,
  }
}

describe('the portal page', () => {
  it('shows plan, invoices and the way back', async () => {
    const { portal } = await setUp()
    const text = await (await fetch(portal.url)).text()
    for (const part of ['Pro – $12.00 per month', 'active', 'Invoices', 'http://localhost:5173/settings']) {
      expect(text).toContain(part)
    }
  })

  it('changes the plan: the difference is invoiced at once where asked, else with the next period', async () => {
    const team = await world.priceOf('team_monthly')
    const one = await setUp()
    expect((await one.after('switch', { price: team.id, invoice: 'now' })).items.data[0]?.price.lookup_key).toBe(
      'team_monthly',
    )
    const [difference] = await one.invoices()
    expect(difference).toMatchObject({ billing_reason: 'subscription_update', amount_paid: 2_400 })

    const other = await setUp()
    await other.after('switch', { price: team.id })
    expect(await other.invoices()).toHaveLength(1)
    expect((await other.after('renew')).latest_invoice).toMatchObject({ amount_paid: 2_400 + 3_600 })
  })

  it('starts a new period with a price of another interval, less what is left of the old one', async () => {
    const yearly = await world.priceOf('pro_yearly')
    const { after } = await setUp()
    const subscription = await after('switch', { price: yearly.id })
    const [item] = subscription.items.data
    expect(Number(item?.current_period_end) - Number(item?.current_period_start)).toBe(365 * 86_400)
    expect(subscription.latest_invoice).toMatchObject({ amount_paid: 12_000 - 1_200 })
  })

  it('schedules the end by cancel_at, as the portal does in flexible mode; renewal then cancels', async () => {
    const { after } = await setUp()
    const scheduled = await after('cancel-at-end')
    expect(scheduled).toMatchObject({ status: 'active', cancel_at_period_end: false })
    expect(scheduled.cancel_at).toBe(scheduled.items.data[0]?.current_period_end)
    expect((await after('keep')).cancel_at).toBeNull()
    await after('cancel-at-end')
    expect((await after('renew')).status).toBe('canceled')
  })

  it('leads through past_due, unpaid and back by paying', async () => {
    const { after } = await setUp()
    const failed = await after('payment-fails')
    expect(failed.status).toBe('past_due')
    expect(failed.latest_invoice).toMatchObject({ status: 'open', amount_remaining: 1_200, attempt_count: 1 })
    expect((await after('unpaid')).status).toBe('unpaid')
    const paid = await after('pay-open')
    expect(paid.status).toBe('active')
    expect(paid.latest_invoice).toMatchObject({ status: 'paid', amount_remaining: 0 })
  })

  it('pauses a trial that ends without a card, and resumes it once there is one', async () => {
    const { after, portal } = await setUp({ trialDays: 14, ifRequired: true })
    expect((await after('renew')).status).toBe('paused')
    expect((await portal.press('resume')).text).toContain('no attached payment source')
    await after('card')
    expect((await after('resume')).status).toBe('active')
  })

  it('cancels now, refunds, and deletes the customer', async () => {
    const { after, invoices, portal, customer } = await setUp()
    await after('refund')
    expect((await invoices())[0]?.post_payment_credit_notes_amount).toBe(1_200)
    expect((await after('cancel-now')).status).toBe('canceled')
    expect((await portal.press('renew')).text).toContain('This subscription has ended.')
    const again = await setUp()
    await again.portal.press('delete-customer')
    expect(await world.stripe.customers.retrieve(again.customer.id)).toMatchObject({ deleted: true })
    expect((await fetch(again.portal.url)).status).toBe(410)
    expect(await world.stripe.customers.retrieve(customer.id)).not.toHaveProperty('deleted')
  })

  it("does nothing to another customer's subscription", async () => {
    const one = await setUp()
    const other = await setUp()
    const [invoice] = await other.invoices()
    const theirs = String(invoice?.parent?.subscription_details?.subscription)
    const { text } = await one.portal.press('cancel-now', { subscription: theirs })
    expect(text).toContain('belongs to another customer')
    expect((await world.stripe.subscriptions.retrieve(theirs)).status).toBe('active')
  })
})

describe('subscriptions through the API', () => {
  it('change price, schedule the end, pause collection and end', async () => {
    const { subscription } = await subscribe(world)
    const { subscriptions } = world.stripe
    const team = await world.priceOf('team_monthly')
    const [item] = subscription.items.data
    const changed = await subscriptions.update(subscription.id, { items: [{ id: item?.id, price: team.id }] })
    expect(changed.items.data[0]?.price.id).toBe(team.id)
    const scheduled = await subscriptions.update(subscription.id, { cancel_at_period_end: true })
    expect(scheduled).toMatchObject({ cancel_at_period_end: true, cancel_at: item?.current_period_end })
    const paused = await subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } })
    expect(paused.pause_collection).toEqual({ behavior: 'void', resumes_at: null })
    expect((await subscriptions.update(subscription.id, { pause_collection: '' })).pause_collection).toBeNull()
    expect((await subscriptions.cancel(subscription.id)).status).toBe('canceled')
    const { data } = await subscriptions.list({ customer: String(subscription.customer) })
    expect(data).toEqual([])
  })
})
