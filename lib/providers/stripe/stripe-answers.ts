import * as z from 'zod'
import {
  BillingUnavailable,
  type Invoice,
  type StripePrice,
  type StripeSubscription,
} from '../../domain/billing/billing-provider.ts'

/** What is read of Stripe's answers. Times are epoch seconds. An answer without one of these fields is not believed. */

const Seconds = z.number().int().nonnegative()
const Ref = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])

const Price = z.object({
  id: z.string(),
  lookup_key: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  currency: z.string(),
  unit_amount: z.number().nullish(),
  recurring: z.object({
    interval: z.enum(['day', 'week', 'month', 'year']),
    interval_count: z.number().int().positive(),
  }),
})

const Item = z.object({
  price: Price,
  quantity: z.number().int().nonnegative().optional(),
  current_period_start: Seconds.optional(),
  current_period_end: Seconds.optional(),
})

const Subscription = z.object({
  id: z.string(),
  status: z.enum([
    'trialing',
    'active',
    'past_due',
    'canceled',
    'unpaid',
    'incomplete',
    'incomplete_expired',
    'paused',
  ]),
  created: Seconds,
  customer: Ref,
  cancel_at: Seconds.nullish(),
  cancel_at_period_end: z.boolean().optional(),
  canceled_at: Seconds.nullish(),
  trial_end: Seconds.nullish(),
  // Where versions of the API before 2025-03-31 have the period.
  current_period_start: Seconds.optional(),
  current_period_end: Seconds.optional(),
  latest_invoice: z.union([z.string(), z.object({ created: Seconds })]).nullish(),
  pause_collection: z.object({ behavior: z.string() }).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  items: z.object({ data: z.array(Item).min(1) }),
})

/** @throws BillingUnavailable for an answer that is not what Stripe documents. */
const read = <S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new BillingUnavailable(`Stripe's ${what} is not as documented: ${fields}`)
}

/**
 * The lookup key of a price. One whose amount was changed has handed it to its successor; billing:setup leaves it in the
 * metadata, so that those who still pay the old amount keep their tier.
 */
const lookupKeyOf = ({ lookup_key, metadata }: z.output<typeof Price>): string | null =>
  lookup_key ?? metadata?.lifeos ?? null

/** A subscription and the customer it belongs to. */
export const readSubscription = (value: unknown): { customer: string; subscription: StripeSubscription } => {
  const one = read(Subscription, value, 'subscription')
  const [item] = one.items.data
  const periodStart = item?.current_period_start ?? one.current_period_start
  const periodEnd = item?.current_period_end ?? one.current_period_end
  if (!item || periodStart === undefined || periodEnd === undefined)
    throw new BillingUnavailable("Stripe's subscription is not as documented: current_period_start, current_period_end")
  const { id, currency, unit_amount, recurring } = item.price
  const invoice = one.latest_invoice
  const subscription: StripeSubscription = {
    id: one.id,
    status: one.status,
    created: one.created,
    pausedVoid: one.pause_collection?.behavior === 'void',
    price: {
      id,
      lookupKey: lookupKeyOf(item.price),
      currency,
      unitAmount: unit_amount ?? 0,
      interval: recurring.interval,
      intervalCount: recurring.interval_count,
    },
    quantity: item.quantity ?? 1,
    periodStart,
    periodEnd,
    cancelAt: one.cancel_at ?? (one.cancel_at_period_end ? periodEnd : null),
    canceledAt: one.canceled_at ?? null,
    trialEnd: one.trial_end ?? null,
    latestInvoiceAt: typeof invoice === 'object' && invoice !== null ? invoice.created : null,
    userId: one.metadata?.userId ?? null,
  }
  return { customer: one.customer, subscription }
}

/** Prices that are for sale by a month or a year, under a lookup key. */
export const readPrices = (values: unknown[]): StripePrice[] =>
  values.flatMap((value) => {
    const { id, lookup_key, currency, unit_amount, recurring } = read(Price, value, 'price')
    const { interval, interval_count } = recurring
    if (!lookup_key || unit_amount == null || interval_count !== 1) return []
    if (interval !== 'month' && interval !== 'year') return []
    return [{ id, lookupKey: lookup_key, currency, unitAmount: unit_amount, interval }]
  })

const StripeInvoice = z.object({
  id: z.string(),
  number: z.string().nullish(),
  status: z.string().nullish(),
  amount_due: z.number().int(),
  amount_paid: z.number().int(),
  currency: z.string(),
  created: Seconds,
  hosted_invoice_url: z.string().nullish(),
  invoice_pdf: z.string().nullish(),
})

export const readInvoice = (value: unknown): Invoice => {
  const one = read(StripeInvoice, value, 'invoice')
  return {
    id: one.id,
    number: one.number ?? null,
    status: one.status ?? null,
    amountDue: one.amount_due,
    amountPaid: one.amount_paid,
    currency: one.currency,
    createdAt: new Date(one.created * 1_000).toISOString(),
    hostedUrl: one.hosted_invoice_url ?? null,
    pdfUrl: one.invoice_pdf ?? null,
  }
}

const Session = z.object({ id: z.string(), url: z.string(), expires_at: Seconds })
export const readSession = (value: unknown) => {
  const { id, url, expires_at } = read(Session, value, 'checkout session')
  return { id, url, expiresAt: new Date(expires_at * 1_000).toISOString() }
}

export const readPortal = (value: unknown): { url: string } =>
  read(z.object({ url: z.string() }), value, 'portal session')

/** The id of an object that Stripe made. */
export const readId = (value: unknown): string => read(z.object({ id: z.string() }), value, 'object').id

/** What an event says, whatever version of the API it was made with; null for what is no event. */
export const readNews = (value: unknown) => {
  const Event = z.object({
    id: z.string(),
    type: z.string(),
    account: z.string().nullish(),
    livemode: z.boolean(),
    data: z.object({
      object: z.object({ id: z.string().nullish(), object: z.string().nullish(), customer: Ref.nullish() }),
    }),
  })
  const parsed = Event.safeParse(value)
  if (!parsed.success) return null
  const { id, type, account, livemode, data } = parsed.data
  const customer = data.object.object === 'customer' ? data.object.id : data.object.customer
  return { id, type, account: account ?? null, livemode, customer: customer ?? null }
}
