import type { Books } from './books.ts'
import { invalid } from './failures.ts'
import { newLine, openInvoice, settleInvoice } from './invoices.ts'
import type { Offer } from './offer.ts'
import { newId, seconds } from './store.ts'
import type { Price, Subscription, SubscriptionItem } from './wire-types.ts'

export const DAY = 86_400
const SPANS = { day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY }

export const spanOf = ({ recurring }: Price): number =>
  recurring ? SPANS[recurring.interval as keyof typeof SPANS] * recurring.interval_count : SPANS.month

export const itemOf = (subscription: Subscription): SubscriptionItem => {
  const [item] = subscription.items.data
  if (!item) throw new Error(`${subscription.id} has no item`)
  return item
}

export const isOver = ({ status }: Subscription): boolean => status === 'canceled' || status === 'incomplete_expired'

const planOf = (price: Price): SubscriptionItem['plan'] => ({
  id: price.id,
  object: 'plan',
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: 'per_unit',
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval ?? 'month',
  interval_count: price.recurring?.interval_count ?? 1,
  livemode: false,
  metadata: price.metadata,
  meter: null,
  nickname: price.nickname,
  product: price.product,
  tiers_mode: null,
  transform_usage: null,
  trial_period_days: null,
  usage_type: 'licensed',
})

/** Puts the item on a price; the period stays. */
export const setPrice = (subscription: Subscription, price: Price): void => {
  const item = itemOf(subscription)
  item.price = structuredClone(price)
  item.plan = planOf(price)
  subscription.currency = price.currency
}

export const setPeriod = (subscription: Subscription, start: number, end: number): void => {
  const item = itemOf(subscription)
  item.current_period_start = start
  item.current_period_end = end
}

const newItem = (subscription: string, price: Price, quantity: number, now: number, end: number): SubscriptionItem => ({
  id: newId('si'),
  object: 'subscription_item',
  billing_thresholds: null,
  created: now,
  current_period_end: end,
  current_period_start: now,
  current_trial: null,
  discounts: [],
  metadata: {},
  plan: planOf(price),
  price: structuredClone(price),
  quantity,
  subscription,
  tax_rates: [],
})

const newSubscription = (customer: string, offer: Offer, price: Price, card: string | null): Subscription => {
  const now = seconds()
  const id = newId('sub')
  const trialEnd = offer.trialDays > 0 ? now + offer.trialDays * DAY : null
  const end = trialEnd ?? now + spanOf(price)
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: end,
    billing_cycle_anchor_config: null,
    billing_mode: { type: 'flexible', flexible: { proration_discounts: 'included' } },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: price.currency,
    customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: card,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: {
      object: 'list',
      data: [newItem(id, price, offer.quantity, now, end)],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: { ...offer.metadata },
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: trialEnd ? 'trialing' : 'active',
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: offer.whenCardMissing } },
    trial_start: trialEnd && now,
  }
}

/** Starts what was bought, with its first invoice, which is paid. During a trial its total is 0. */
export const startSubscription = (books: Books, customer: string, offer: Offer, card: string | null): Subscription => {
  const price = books.store.get('price', offer.price)
  const subscription = books.store.put(newSubscription(customer, offer, price, card))
  const isTrial = subscription.status === 'trialing'
  const product = books.store.find('product', price.product)?.name ?? price.product
  const line = newLine({
    amount: isTrial ? 0 : (price.unit_amount ?? 0) * offer.quantity,
    description: isTrial ? `Trial period for ${product}` : `${offer.quantity} × ${product}`,
    price,
    subscription,
  })
  const invoice = openInvoice(books, { subscription, lines: [line], reason: 'subscription_create' })
  books.emit('customer.subscription.created', subscription)
  settleInvoice(books.emit, invoice)
  return subscription
}

/** Changes a subscription and records an event if anything really changed. */
export const changed = (
  { emit }: Books,
  subscription: Subscription,
  change: (subscription: Subscription) => void,
  type = 'customer.subscription.updated',
): Subscription => {
  const before = structuredClone(subscription)
  change(subscription)
  if (JSON.stringify(before) !== JSON.stringify(subscription)) emit(type, subscription, before)
  return subscription
}

/** Cancels at once. */
export const endNow = (
  { store, emit }: Books,
  subscription: Subscription,
  reason = 'cancellation_requested',
): Subscription => {
  subscription.status = 'canceled'
  subscription.canceled_at ??= seconds()
  subscription.ended_at = seconds()
  subscription.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason }
  store.pending.delete(subscription.id)
  emit('customer.subscription.deleted', subscription)
  return subscription
}

/** @throws StripeFailure when there is no such subscription, or it has ended. */
export const alive = ({ store }: Books, id: string): Subscription => {
  const subscription = store.get('subscription', id)
  if (isOver(subscription)) {
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.')
  }
  return subscription
}

/** Schedules the end, or takes it back. */
export const setCancelAt = (subscription: Subscription, at: number | null): void => {
  subscription.cancel_at = at
  subscription.canceled_at = at === null ? null : seconds()
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: at === null ? null : 'cancellation_requested',
  }
}
