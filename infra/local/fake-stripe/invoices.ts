import type { Books } from './books.ts'
import type { Emit } from './events.ts'
import { newId, type Store, seconds } from './store.ts'
import type { Invoice, InvoiceLine, List, Price, Subscription } from './wire-types.ts'

type NewLine = { amount: number; description: string; price: Price; subscription: Subscription; isProration?: boolean }

export const newLine = ({ amount, description, price, subscription, isProration = false }: NewLine): InvoiceLine => {
  const [item] = subscription.items.data
  const start = isProration ? seconds() : (item?.current_period_start ?? seconds())
  return {
    id: newId('il'),
    object: 'line_item',
    amount,
    currency: price.currency,
    description,
    discount_amounts: [],
    discountable: !isProration,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      type: 'subscription_item_details',
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: isProration,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: item?.id ?? '',
      },
    },
    period: { start, end: item?.current_period_end ?? start },
    pretax_credit_amounts: [],
    pricing: {
      type: 'price_details',
      price_details: { price: price.id, product: price.product },
      unit_amount_decimal: price.unit_amount_decimal,
    },
    quantity: 1,
    quantity_decimal: '1',
    subscription: subscription.id,
    subtotal: amount,
    taxes: [],
  }
}

const lineList = (invoice: string, lines: InvoiceLine[]): List<InvoiceLine> => ({
  object: 'list',
  data: lines.map((line) => ({ ...line, invoice })),
  has_more: false,
  url: `/v1/invoices/${invoice}/lines`,
})

const nextNumber = (
  store: Store,
  customerId: string,
): { number: string; email: string | null; name: string | null } => {
  const customer = store.find('customer', customerId)
  if (!customer) return { number: 'GONE-0001', email: null, name: null }
  const sequence = customer.next_invoice_sequence ?? 1
  customer.next_invoice_sequence = sequence + 1
  return {
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    email: customer.email,
    name: customer.name ?? null,
  }
}

type NewInvoice = {
  subscription: Subscription
  lines: InvoiceLine[]
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update'
}

/** A finalized, open invoice of the subscription, with its first events. A negative sum is left as a credit: nothing is due. */
export const openInvoice = ({ store, emit, base }: Books, { subscription, lines, reason }: NewInvoice): Invoice => {
  const id = newId('in')
  const now = seconds()
  const total = lines.reduce((sum, { amount }) => sum + amount, 0)
  const due = Math.max(0, total)
  const { number, email, name } = nextNumber(store, subscription.customer)
  const [item] = subscription.items.data
  const invoice = store.put<Invoice>({
    ...blankInvoice(id, now),
    amount_due: due,
    amount_remaining: due,
    billing_reason: reason,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_email: email,
    customer_name: name,
    hosted_invoice_url: `${base}/invoice/${id}`,
    invoice_pdf: `${base}/invoice/${id}/pdf`,
    lines: lineList(id, lines),
    number,
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
    },
    period_end: now,
    period_start: reason === 'subscription_cycle' ? (item?.current_period_start ?? now) : now,
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  })
  subscription.latest_invoice = id
  emit('invoice.created', invoice)
  emit('invoice.finalized', invoice)
  return invoice
}

const blankInvoice = (id: string, now: number): Invoice => ({
  id,
  object: 'invoice',
  account_country: 'US',
  account_name: 'LifeOS',
  account_tax_ids: null,
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  auto_advance: true,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  automatically_finalizes_at: null,
  billing_reason: null,
  collection_method: 'charge_automatically',
  created: now,
  currency: 'usd',
  custom_fields: null,
  customer: null,
  customer_account: null,
  customer_address: null,
  customer_email: null,
  customer_name: null,
  customer_phone: null,
  customer_shipping: null,
  customer_tax_exempt: 'none',
  customer_tax_ids: [],
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  effective_at: now,
  ending_balance: 0,
  footer: null,
  from_invoice: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  lines: lineList(id, []),
  livemode: false,
  metadata: {},
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  parent: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  period_end: now,
  period_start: now,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  starting_balance: 0,
  statement_descriptor: null,
  status: 'open',
  status_transitions: { finalized_at: now, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  subtotal: 0,
  subtotal_excluding_tax: 0,
  test_clock: null,
  total: 0,
  total_discount_amounts: [],
  total_excluding_tax: 0,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: now,
})

export const settleInvoice = (emit: Emit, invoice: Invoice): void => {
  invoice.status = 'paid'
  invoice.amount_paid = invoice.amount_due
  invoice.amount_remaining = 0
  invoice.attempted = true
  invoice.attempt_count += 1
  invoice.next_payment_attempt = null
  invoice.status_transitions.paid_at = seconds()
  emit('invoice.paid', invoice)
  emit('invoice.payment_succeeded', invoice)
}

const RETRY_DAYS = 3

export const failInvoice = (emit: Emit, invoice: Invoice): void => {
  invoice.attempted = true
  invoice.attempt_count += 1
  invoice.next_payment_attempt = seconds() + RETRY_DAYS * 86_400
  emit('invoice.payment_failed', invoice)
}

export const invoicesOf = (store: Store, subscription: string): Invoice[] =>
  store.all('invoice').filter(({ parent }) => parent?.subscription_details?.subscription === subscription)
