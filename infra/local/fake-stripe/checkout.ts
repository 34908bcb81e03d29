import type { Books } from './books.ts'
import { newCustomer } from './customers.ts'
import { invalid } from './failures.ts'
import type { Offer } from './offer.ts'
import { newId, seconds } from './store.ts'
import { startSubscription } from './subscriptions.ts'
import type { CheckoutSession, Price } from './wire-types.ts'

export type CheckoutRequest = {
  customer?: string
  customerEmail?: string
  clientReferenceId?: string
  expiresAt?: number
  metadata?: Record<string, string>
  successUrl?: string
  cancelUrl?: string
  offer: Omit<Offer, 'session'>
}

const DAY_S = 86_400

/** An open session, whose page is one of the stand-in's. */
export const openSession = ({ store, base }: Books, wanted: CheckoutRequest): CheckoutSession => {
  const price = store.get('price', wanted.offer.price, 'line_items[0][price]')
  if (!price.active)
    throw invalid('The price specified is inactive. This field only accepts active prices.', {
      param: 'line_items[0][price]',
    })
  if (!price.recurring)
    throw invalid('You must provide at least one recurring price in `subscription` mode when using prices.')
  if (wanted.customer) store.get('customer', wanted.customer, 'customer')
  const id = newId('cs_test')
  store.offers.set(id, { ...wanted.offer, session: id })
  return store.put({ ...blankSession(id, price, wanted), url: `${base}/c/pay/${id}` })
}

const blankSession = (id: string, price: Price, wanted: CheckoutRequest): CheckoutSession => {
  const total = wanted.offer.trialDays > 0 ? 0 : (price.unit_amount ?? 0) * wanted.offer.quantity
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: wanted.cancelUrl ?? null,
    client_reference_id: wanted.clientReferenceId ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: seconds(),
    currency: price.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: wanted.customer ?? null,
    customer_account: null,
    customer_creation: wanted.customer ? null : 'always',
    customer_details: null,
    customer_email: wanted.customerEmail ?? null,
    discounts: [],
    expires_at: wanted.expiresAt ?? seconds() + DAY_S,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: wanted.metadata ?? {},
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: wanted.offer.needsCard ? 'always' : 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: wanted.successUrl ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: null,
    wallet_options: null,
  }
}

/** Expires an open session. @throws StripeFailure 400 when it is not open. */
export const expireSession = ({ emit }: Books, session: CheckoutSession): CheckoutSession => {
  if (session.status !== 'open') {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    )
  }
  session.status = 'expired'
  session.url = null
  emit('checkout.session.expired', session)
  return session
}

export const isTooOld = ({ expires_at }: CheckoutSession): boolean => expires_at <= seconds()

/** Pays a session: customer, subscription and invoice come into being, then the session is complete. */
export const paySession = (books: Books, session: CheckoutSession, withCard: boolean): CheckoutSession => {
  const { store, emit } = books
  const offer = store.offers.get(session.id)
  if (!offer || session.status !== 'open') throw invalid('This Checkout Session is no longer open.')
  const known = session.customer ? store.get('customer', session.customer) : undefined
  const customer = known ?? store.put(newCustomer({ email: session.customer_email ?? 'buyer@example.com' }))
  if (!known) emit('customer.created', customer)
  const card = withCard || offer.needsCard || offer.trialDays === 0 ? newId('pm') : null
  const subscription = startSubscription(books, customer.id, offer, card)
  customer.currency ??= subscription.currency
  Object.assign(session, {
    customer: customer.id,
    customer_details: {
      address: null,
      business_name: null,
      email: customer.email,
      individual_name: null,
      name: customer.name ?? null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    invoice: subscription.latest_invoice,
    payment_status: session.amount_total === 0 ? 'no_payment_required' : 'paid',
    status: 'complete',
    subscription: subscription.id,
    url: null,
  })
  emit('checkout.session.completed', session)
  return session
}

/** The address to which a paid session leads. */
export const successAddress = ({ id, success_url }: CheckoutSession): string =>
  (success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', id).replaceAll('%7BCHECKOUT_SESSION_ID%7D', id)
