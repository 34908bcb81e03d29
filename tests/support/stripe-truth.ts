import { addCatalog, newPrice } from '../../infra/local/fake-stripe/catalog-objects.ts'
import { openSession, paySession } from '../../infra/local/fake-stripe/checkout.ts'
import { newCustomer } from '../../infra/local/fake-stripe/customers.ts'
import { createEmitter } from '../../infra/local/fake-stripe/events.ts'
import { StripeFailure } from '../../infra/local/fake-stripe/failures.ts'
import { ACTIONS, switchPrice } from '../../infra/local/fake-stripe/portal-actions.ts'
import { createStore } from '../../infra/local/fake-stripe/store.ts'
import { isOver } from '../../infra/local/fake-stripe/subscriptions.ts'
import type { Event, Invoice, Subscription } from '../../infra/local/fake-stripe/wire-types.ts'
import type { BillingProvider, StripeSubscription } from '../../lib/domain/billing/billing-provider.ts'
import { PLANS } from '../../lib/domain/billing/catalog.ts'
import { readNews, readSubscription } from '../../lib/providers/stripe/stripe-answers.ts'

/** What Stripe lists for a customer, newest first, with the newest invoice of each; 'deleted' when it is gone. */
export type Truth = (Omit<Subscription, 'latest_invoice'> & { latest_invoice: Invoice | null })[] | 'deleted'

/** Everything that a subscription's webhooks may be about. */
const TOLD =
  /^(checkout\.session\.completed|customer\.subscription\..*|invoice\.(paid|payment_failed)|customer\.deleted)$/

export type Moment = { event: Event; truth: Truth }

/** `price`: which of the prices, for a step that is about one. */
export type Step = { action: string; price: number }
export const STEPS = ['buy', 'switch', ...Object.keys(ACTIONS)]

/** The events of a customer's life, oldest first, each with what Stripe says when it happens. */
export const lifeOf = (userId: string, steps: Step[]): { customer: string; moments: Moment[] } => {
  const store = createStore()
  const moments: Moment[] = []
  const customer = store.put(newCustomer({ metadata: { userId } })).id
  const own = () => store.all('subscription').filter((one) => one.customer === customer)
  const truth = (): Truth =>
    store.isDeleted(customer)
      ? 'deleted'
      : own().map((one) => {
          const invoice = store.find('invoice', String(one.latest_invoice))
          return structuredClone({ ...one, latest_invoice: invoice ?? null })
        })
  const emit = createEmitter(store, (event) => {
    if (TOLD.test(event.type)) moments.push({ event, truth: truth() })
  })
  const books = { store, emit, base: 'http://localhost' }
  addCatalog(
    store,
    PLANS.filter(({ prices }) => prices.length > 0),
  )
  const product = store.all('product')[0]?.id ?? ''
  store.put(newPrice({ product, currency: 'usd', unitAmount: 7, interval: 'month', lookupKey: 'handmade' }))
  const priceAt = (i: number) => store.all('price')[i % store.all('price').length]?.id ?? ''
  const buy = (price: number, trialDays: number) => {
    const offer = { price: priceAt(price), quantity: 1, trialDays, needsCard: false, metadata: { userId } }
    paySession(books, openSession(books, { customer, offer: { ...offer, whenCardMissing: 'cancel' } }), price % 2 === 0)
  }
  const step = ({ action, price }: Step) => {
    const [newest] = own()
    if (store.isDeleted(customer)) return
    if (!newest || isOver(newest) || action === 'buy') buy(price, own().length === 0 ? 14 : 0)
    else if (action === 'switch') switchPrice(books, newest, new URLSearchParams({ price: priceAt(price) }), undefined)
    else ACTIONS[action]?.(books, newest, new URLSearchParams())
  }
  for (const one of steps) {
    try {
      step(one)
    } catch (error) {
      if (!(error instanceof StripeFailure)) throw error // such as a resumption of what is not paused
    }
  }
  return { customer, moments }
}

/** As the provider reads it. */
export const readTruth = (truth: Truth): StripeSubscription[] | 'deleted' =>
  truth === 'deleted' ? truth : truth.map((one) => readSubscription(one).subscription)

const never = () => Promise.reject(new Error('not asked for here'))

/** Stripe without a network: `subscriptionsOf` answers what it is asked, events are believed without a signature. */
export const providerOf = (
  subscriptionsOf: BillingProvider['subscriptionsOf'],
  createCustomer: BillingProvider['createCustomer'] = never,
): BillingProvider => ({
  configured: async () => true,
  livemode: async () => false,
  subscriptionsOf,
  createCustomer,
  newsIn: async (body) => ({ signed: true, news: readNews(JSON.parse(body.toString())) }),
  pricesOf: never,
  createCheckout: never,
  endOlderCheckouts: never,
  createPortal: never,
  invoicesOf: never,
  allSubscriptions: never,
  deletedCustomers: never,
})
