import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CatalogProduct, newPrice } from '../../infra/local/fake-stripe/catalog-objects.ts'
import { paySession } from '../../infra/local/fake-stripe/checkout.ts'
import { newCustomer } from '../../infra/local/fake-stripe/customers.ts'
import { createEmitter } from '../../infra/local/fake-stripe/events.ts'
import { ACTIONS, switchPrice } from '../../infra/local/fake-stripe/portal-actions.ts'
import { signatureOf } from '../../infra/local/fake-stripe/sender.ts'
import { startFakeStripe } from '../../infra/local/fake-stripe/server.ts'
import { itemOf, setPrice, startSubscription } from '../../infra/local/fake-stripe/subscriptions.ts'
import type { Event, Subscription } from '../../infra/local/fake-stripe/wire-types.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startSecrets } from '../../infra/local/secrets.ts'
import { PLANS } from '../../lib/domain/billing/catalog.ts'
import { signUp } from './cloud.ts'
import { type Answer, invoke, type Request } from './invoke.ts'

const SECRET_ID = 'test/stripe'
export const APP = 'https://app.example.com'

const CATALOG: CatalogProduct[] = PLANS.filter(({ prices }) => prices.length > 0)

/** How an event is sent other than as Stripe does. `at`: when it is signed, epoch seconds. */
export type Delivery = { secret?: string; at?: number; body?: string; headers?: Record<string, string> }

const customerOf = ({ data: { object } }: Event): unknown =>
  object.object === 'customer' ? object.id : 'customer' in object ? object.customer : null

export type BillingApi = Awaited<ReturnType<typeof startBillingApi>>

/**
 * The functions of billing with a stand-in for Stripe, in this process: call it before anything that reads the
 * configuration. No event is sent by itself: tests send them in the order that they want. `env` goes into the
 * environment first; `webhookSecrets` are what the secret holds besides the stand-in's own.
 */
export const startBillingApi = async (env: Record<string, string> = {}, webhookSecrets: string[] = []) => {
  const fake = await startFakeStripe({ webhookUrl: 'http://127.0.0.1:9/', catalog: CATALOG })
  const events: Event[] = []
  fake.books.emit = createEmitter(fake.books.store, (event) => events.push(event))
  const keys = { secretKey: fake.secretKey, webhookSecret: [...webhookSecrets, fake.webhookSecret] }
  const directory = mkdtempSync(join(tmpdir(), 'lifeos-billing-'))
  const secrets = await startSecrets(directory, await freePort(), { [SECRET_ID]: JSON.stringify(keys) })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    BILLING: 'stripe',
    STRIPE_SECRET_ID: SECRET_ID,
    STRIPE_API_BASE: fake.endpoint,
    APP_URLS: APP,
    ...env,
  })
  const { handler: billing } = await import('../../functions/billing/handler.ts')
  const { handler: webhook } = await import('../../functions/stripe-webhook/handler.ts')
  const { handler: auth } = await import('../../functions/auth/handler.ts')
  const { resetCircuits } = await import('../../lib/platform/outbound/circuits.ts')

  const send = (token: string | null, method: string, path: string, request: Request = {}): Promise<Answer> =>
    invoke(path.startsWith('/auth') ? auth : billing, method, path, { token, ...request })

  /** Sends an event as Stripe does. */
  const deliver = (
    event: Event,
    { secret = fake.webhookSecret, at, body, headers }: Delivery = {},
  ): Promise<Answer> => {
    const text = body ?? JSON.stringify(event, null, 2)
    return invoke(webhook, 'POST', '/webhooks/stripe', {
      body: text,
      headers: { 'stripe-signature': signatureOf(text, secret, at), ...headers },
    })
  }

  return {
    fake,
    books: fake.books,
    /** What Stripe has to say, oldest first. */
    events,
    webhook,
    send,
    deliver,
    eventsOf: (customer: string): Event[] => events.filter((event) => customerOf(event) === customer),
    putSecret: async (value: object) => {
      await fetch(secrets.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'secretsmanager.PutSecretValue' },
        body: JSON.stringify({ SecretId: SECRET_ID, SecretString: JSON.stringify(value) }),
      })
    },
    keys,
    /** Ends the faults of the stand-in, and what was learned from them. */
    calm: () => {
      fake.faults.release()
      resetCircuits()
    },
    stop: async () => {
      await fake.stop()
      await secrets.stop()
    },
  }
}

const subscriptionOf = ({ books }: BillingApi, customer: string): Subscription => {
  const [newest] = books.store.all('subscription').filter((one) => one.customer === customer)
  if (!newest) throw new Error(`${customer} has no subscription`)
  return newest
}

/** A new person, and what they, their bank and Stripe may do. */
export const newBuyer = async (api: BillingApi) => {
  const { userId, accessToken: token } = await signUp()
  let delivered = 0
  const read = async (path: string) => {
    const answer = await api.send(token, 'GET', path)
    if (answer.status !== 200) throw new Error(answer.raw)
    return answer.data
  }
  const customer = async (): Promise<string> => (await read('/billing/subscription')).stripeCustomerId
  const checkout = async (lookupKey = 'pro_monthly', request: Request = {}): Promise<Answer> =>
    api.send(token, 'POST', '/billing/checkout', { body: { lookupKey }, ...request })
  const pay = (session: string, withCard = false) =>
    paySession(api.books, api.books.store.get('checkout.session', session), withCard)
  /** Sends everything that Stripe has not sent yet about the customer. @throws Error unless each is taken. */
  const hear = async () => {
    const all = api.eventsOf(await customer())
    for (const event of all.slice(delivered)) {
      const { status, raw } = await api.deliver(event)
      if (status !== 200) throw new Error(raw)
    }
    delivered = all.length
  }
  return {
    userId,
    token,
    customer,
    checkout,
    pay,
    hear,
    read,
    stored: () => read('/billing/subscription'),
    me: () => read('/auth/me'),
    /** Buys a plan and lets us hear of it. Returns the checkout session. */
    buy: async (lookupKey?: string, { card = false } = {}) => {
      const { status, data, raw } = await checkout(lookupKey)
      if (status !== 201) throw new Error(raw)
      const session = pay(data.id, card)
      await hear()
      return session
    },
    /** As Stripe has it now, to be looked at or changed. */
    subscription: async () => subscriptionOf(api, await customer()),
    /** Presses a button of the portal, or does what time and banks do; nobody hears of it yet. */
    act: async (action: string) =>
      ACTIONS[action]?.(api.books, subscriptionOf(api, await customer()), new URLSearchParams()),
    /** Changes the plan in the portal, charged for the rest of the period. */
    switchTo: async (lookupKey: string) => {
      const price = api.books.store.all('price').find((one) => one.lookup_key === lookupKey)
      const form = new URLSearchParams({ price: price?.id ?? '', invoice: 'now' })
      switchPrice(api.books, subscriptionOf(api, await customer()), form, undefined)
    },
  }
}
export type Buyer = Awaited<ReturnType<typeof newBuyer>>

/** Puts the subscription on a price that was made at Stripe by hand, and lets us hear of it. */
export const priced = async (
  api: BillingApi,
  buyer: Buyer,
  lookupKey: string | null,
  currency: string,
  unitAmount: number,
) => {
  const subscription = await buyer.subscription()
  const price = newPrice({
    product: itemOf(subscription).price.product,
    currency,
    unitAmount,
    interval: 'month',
    lookupKey,
  })
  api.books.store.put(price)
  setPrice(subscription, price)
  api.books.emit('customer.subscription.updated', subscription)
  await buyer.hear()
}

/** Makes subscriptions at Stripe that belong to nobody here. */
export const sellMany = ({ books }: BillingApi, count: number): void => {
  const [price] = books.store.all('price').filter((one) => one.lookup_key === 'pro_monthly')
  const offer = {
    price: price?.id ?? '',
    quantity: 1,
    trialDays: 0,
    whenCardMissing: 'cancel' as const,
    needsCard: true,
    metadata: {},
    session: '',
  }
  for (let i = 0; i < count; i += 1) startSubscription(books, books.store.put(newCustomer({})).id, offer, 'pm_1')
}
