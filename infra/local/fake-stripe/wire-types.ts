import type Stripe from 'stripe'

/**
 * A type of Stripe's SDK as it is in JSON: what can be expanded is an id, what the SDK parses into a decimal is text.
 * The compiler thereby holds every object of the stand-in to the shape of the SDK's API version.
 */
type Wire<T> = T extends string
  ? T
  : T extends Stripe.Decimal
    ? string
    : T extends (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Name in keyof T]: WireField<T[Name]> }
        : T

type WireField<T> = [Extract<T, { id: string }>] extends [never]
  ? Wire<T>
  : [Extract<T, string>] extends [never]
    ? Wire<T>
    : Extract<T, string | null | undefined>

export type Customer = Wire<Stripe.Customer>
export type Product = Wire<Stripe.Product>
export type Price = Wire<Stripe.Price> & { recurring: Wire<Stripe.Price.Recurring> | null }
export type SubscriptionItem = Omit<Wire<Stripe.SubscriptionItem>, 'price'> & { price: Price }
export type Subscription = Omit<Wire<Stripe.Subscription>, 'items' | 'status'> & {
  items: List<SubscriptionItem>
  status: Stripe.Subscription.Status
}
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>
export type Invoice = Omit<Wire<Stripe.Invoice>, 'lines'> & { lines: List<InvoiceLine> }
export type CheckoutSession = Wire<Stripe.Checkout.Session>
export type PortalSession = Wire<Stripe.BillingPortal.Session>
export type PortalConfiguration = Wire<Stripe.BillingPortal.Configuration>

export type List<T> = { object: 'list'; data: T[]; has_more: boolean; url: string }

/** What events are about. */
export type Subject = Customer | Product | Price | Subscription | Invoice | CheckoutSession

export type Event = {
  id: string
  object: 'event'
  account?: string
  api_version: string
  created: number
  data: { object: Subject; previous_attributes?: Record<string, unknown> }
  livemode: boolean
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}

export type StripeObject = Subject | PortalSession | PortalConfiguration | Event
export type Kind = StripeObject['object']
export type ObjectOf<K extends Kind> = Extract<StripeObject, { object: K }>
