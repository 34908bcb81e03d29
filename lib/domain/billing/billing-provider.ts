import type { Interval } from './catalog.ts'

/** The interface to the payment provider that this domain needs; lib/providers/stripe implements it. */

/** What Stripe says of a subscription. Times are epoch seconds, as Stripe has them. */
export type StripeSubscription = {
  id: string
  status: 'trialing' | 'active' | 'past_due' | 'canceled' | 'unpaid' | 'incomplete' | 'incomplete_expired' | 'paused'
  created: number
  /** Nobody pays while a collection is paused with 'void'. */
  pausedVoid: boolean
  price: {
    id: string
    lookupKey: string | null
    currency: string
    /** Minor units; 0 where the price has tiers. */
    unitAmount: number
    interval: 'day' | 'week' | Interval
    intervalCount: number
  }
  quantity: number
  periodStart: number
  periodEnd: number
  cancelAt: number | null
  canceledAt: number | null
  trialEnd: number | null
  /** When the newest invoice was made. */
  latestInvoiceAt: number | null
  /** `metadata.userId`. */
  userId: string | null
}

export type StripePrice = { id: string; lookupKey: string; currency: string; unitAmount: number; interval: Interval }

export type Invoice = {
  id: string
  number: string | null
  status: string | null
  amountDue: number
  amountPaid: number
  currency: string
  createdAt: string
  hostedUrl: string | null
  pdfUrl: string | null
}

/** What a webhook says, once its signature is checked: only that something about a customer may have changed. */
export type StripeNews = {
  id: string
  type: string
  /** Of the connected account it came from; null for our own. */
  account: string | null
  livemode: boolean
  customer: string | null
}

export type CheckoutRequest = {
  customer: string
  userId: string
  priceId: string
  successUrl: string
  cancelUrl: string
  /** Days before the first payment; 0: none. */
  trialDays: number
  idempotencyKey: string
}

/** Every method ends by the deadline (epoch ms) and throws BillingUnavailable when Stripe does not answer as documented. */
export type BillingProvider = {
  /** Whether there is a key at all. Cached. */
  configured(): Promise<boolean>
  /** Whether the key is a live one. */
  livemode(): Promise<boolean>
  /** The customer's subscriptions, also ended ones; 'deleted' for a customer that is gone. */
  subscriptionsOf(customer: string, deadline: number): Promise<StripeSubscription[] | 'deleted'>
  /** Makes the customer of a person; the same one for the same key. Sets the address afterwards. */
  createCustomer(
    person: { userId: string; email: string; name: string },
    idempotencyKey: string,
    deadline: number,
  ): Promise<string>
  pricesOf(lookupKeys: readonly string[], deadline: number): Promise<StripePrice[]>
  createCheckout(request: CheckoutRequest, deadline: number): Promise<{ id: string; url: string; expiresAt: string }>
  /** Ends the sessions that the customer opened before this one, so that two of them are not paid. Never fails. */
  endOlderCheckouts(customer: string, session: string, deadline: number): Promise<void>
  createPortal(customer: string, returnUrl: string, deadline: number): Promise<{ url: string }>
  invoicesOf(
    customer: string,
    page: { limit: number; after: string | null },
    deadline: number,
  ): Promise<{ invoices: Invoice[]; next: string | null }>
  /**
   * What a webhook says. `signed: false`: the signature is missing, wrong or too old, which is known before anything of the
   * body is parsed. Null: signed, but no event.
   */
  newsIn(
    body: Buffer,
    signature: string | null,
    now: number,
  ): Promise<{ signed: false } | { signed: true; news: StripeNews | null }>
  /** A page of all subscriptions of the account, newest first, with their customers. */
  allSubscriptions(
    after: string | null,
    deadline: number,
  ): Promise<{ rows: { customer: string; subscription: StripeSubscription }[]; next: string | null }>
  /** Customers that were deleted since a time (epoch seconds); Stripe remembers 30 days. */
  deletedCustomers(since: number, deadline: number): Promise<string[]>
}

/** Stripe is slow, busy, unreachable, or answers something that is not what it documents. The message names no secret. */
export class BillingUnavailable extends Error {}

/** The customer was deleted at Stripe. */
export class CustomerGone extends Error {}
