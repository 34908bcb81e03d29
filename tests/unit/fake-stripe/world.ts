import { createServer } from 'node:http'
import Stripe from 'stripe'
import { type FakeStripeOptions, startFakeStripe } from '../../../infra/local/fake-stripe/server.ts'

export const CATALOG = [
  {
    name: 'Pro',
    description: 'For one person',
    prices: [
      { lookupKey: 'pro_monthly', currency: 'usd', unitAmount: 1_200, interval: 'month' as const },
      { lookupKey: 'pro_yearly', currency: 'usd', unitAmount: 12_000, interval: 'year' as const },
    ],
  },
  {
    name: 'Team',
    description: 'For those who work together',
    prices: [{ lookupKey: 'team_monthly', currency: 'usd', unitAmount: 3_600, interval: 'month' as const }],
  },
]

type Received = { body: string; signature: string }

/** An endpoint for webhooks that answers what `answers` says next, else 200. */
const startEndpoint = async () => {
  const received: Received[] = []
  const answers: number[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ body, signature: String(request.headers['stripe-signature']) })
    response.writeHead(answers.shift() ?? 200).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}/webhooks/stripe`, received, answers, stop: () => server.close() }
}

/** Stripe's SDK as the project uses it, at the address of a stand-in. */
export const sdkOf = (endpoint: string, secretKey: string): Stripe => {
  const { hostname, port } = new URL(endpoint)
  return new Stripe(secretKey, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
}

export type World = Awaited<ReturnType<typeof startWorld>>

/** The stand-in, an endpoint for its webhooks, and the SDK that calls it. */
export const startWorld = async (options: Partial<FakeStripeOptions> = {}) => {
  const endpoint = await startEndpoint()
  const fake = await startFakeStripe({
    webhookUrl: endpoint.url,
    catalog: CATALOG,
    timing: { retryMs: 1, lateMs: 1, gatherMs: 50 },
    ...options,
  })
  const stripe = sdkOf(fake.endpoint, fake.secretKey)
  const priceOf = async (lookupKey: string) => {
    const { data } = await stripe.prices.list({ lookup_keys: [lookupKey] })
    const [price] = data
    if (!price) throw new Error(`no price ${lookupKey}`)
    return price
  }
  return {
    fake,
    stripe,
    endpoint,
    priceOf,
    /** Presses a button of a page. Returns where it leads, or the page that it shows. */
    press: async (url: string, form: Record<string, string>) => {
      const body = new URLSearchParams(form)
      const answer = await fetch(url.replace('localhost', '127.0.0.1'), { method: 'POST', body, redirect: 'manual' })
      return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
    },
    /** The events that reached the endpoint, in the order of their arrival. */
    events: () => endpoint.received.map(({ body }) => JSON.parse(body) as Stripe.Event),
    stop: async () => {
      await fake.stop()
      endpoint.stop()
    },
  }
}

type Offer = { lookupKey?: string; trialDays?: number; ifRequired?: boolean; metadata?: Record<string, string> }

/** A checkout session of a new customer. */
export const openCheckout = async ({ stripe, priceOf }: World, offer: Offer = {}) => {
  const customer = await stripe.customers.create({ email: 'ada@example.com', metadata: { userId: 'u1' } })
  const price = await priceOf(offer.lookupKey ?? 'pro_monthly')
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'http://localhost:5173/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:5173/plans',
    ...(offer.ifRequired && { payment_method_collection: 'if_required' as const }),
    subscription_data: {
      metadata: offer.metadata ?? { userId: 'u1' },
      ...(offer.trialDays && {
        trial_period_days: offer.trialDays,
        trial_settings: { end_behavior: { missing_payment_method: 'pause' as const } },
      }),
    },
  })
  return { customer, session }
}

/** Pays a checkout. Returns the subscription as Stripe has it. */
export const subscribe = async (world: World, offer: Offer = {}) => {
  const { customer, session } = await openCheckout(world, offer)
  await world.press(String(session.url), { do: 'pay' })
  const { data } = await world.stripe.subscriptions.list({
    customer: customer.id,
    status: 'all',
    expand: ['data.latest_invoice'],
  })
  const [subscription] = data
  if (!subscription) throw new Error('no subscription')
  return { customer, subscription }
}

/** The page of a portal session and a function that presses its buttons. */
export const openPortal = async (world: World, customer: string, subscription: string) => {
  const session = await world.stripe.billingPortal.sessions.create({
    customer,
    return_url: 'http://localhost:5173/settings',
  })
  return {
    url: session.url.replace('localhost', '127.0.0.1'),
    press: (what: string, more: Record<string, string> = {}) =>
      world.press(session.url, { do: what, subscription, ...more }),
  }
}
