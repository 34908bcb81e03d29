import Stripe from 'stripe'
import { billingNotConfigured } from '../../domain/billing/billing-errors.ts'
import { type BillingProvider, CustomerGone, type StripeSubscription } from '../../domain/billing/billing-provider.ts'
import { invalidField } from '../../platform/errors.ts'
import { jsonIn } from '../../platform/json.ts'
import { log } from '../../platform/log/log.ts'
import {
  readId,
  readInvoice,
  readNews,
  readPortal,
  readPrices,
  readSession,
  readSubscription,
} from './stripe-answers.ts'
import { calling, isKeptFailure, isMissing } from './stripe-client.ts'
import { isLive, stripeSecret } from './stripe-keys.ts'

/** How old a signature may be, seconds: what Stripe recommends. */
const TOLERANCE_S = 300
const PAGE = 100

const keys = () => stripeSecret.read(Date.now())
const live = async (): Promise<boolean> => {
  const found = await keys()
  if (!found) throw billingNotConfigured()
  return isLive(found.secretKey)
}

const subscriptionsOf = (customer: string, deadline: number): Promise<StripeSubscription[] | 'deleted'> =>
  calling(deadline, async (stripe, options) => {
    try {
      const all: StripeSubscription[] = []
      const query = { customer, status: 'all' as const, limit: PAGE, expand: ['data.latest_invoice'] }
      for await (const one of stripe.subscriptions.list(query, options)) all.push(readSubscription(one).subscription)
      if (all.some(({ status }) => status !== 'canceled')) return all
      // Of a customer that was deleted only ended subscriptions are left.
      const known = await stripe.customers.retrieve(customer, {}, options)
      return known.deleted ? 'deleted' : all
    } catch (error) {
      if (isMissing(error)) return 'deleted'
      throw error
    }
  })

const createCustomer: BillingProvider['createCustomer'] = ({ userId, email, name }, idempotencyKey, deadline) =>
  calling(deadline, async (stripe, options) => {
    const create = async (key: string): Promise<string> => {
      // What is sent under the key stays the same: a person's address may change between two attempts.
      const made = await stripe.customers.create({ metadata: { userId } }, { ...options, idempotencyKey: key })
      const id = readId(made)
      await stripe.customers.update(id, { email, ...(name && { name }) }, options)
      return id
    }
    return create(idempotencyKey).catch((error: unknown) => {
      // Stripe repeats a failure, and a customer that was deleted since, for as long as it remembers the key.
      if (!isKeptFailure(error) && !isMissing(error)) throw error
      return create(`${idempotencyKey}-again`)
    })
  })

/** @throws CustomerGone where the request names a customer that was deleted. */
const ofCustomer = async <T>(making: Promise<T>): Promise<T> => {
  try {
    return await making
  } catch (error) {
    if (isMissing(error) && (error as Stripe.errors.StripeError).param === 'customer') throw new CustomerGone()
    throw error
  }
}

const createCheckout: BillingProvider['createCheckout'] = (request, deadline) =>
  calling(deadline, async (stripe, options) => {
    const { customer, userId, priceId, trialDays } = request
    const trial: Stripe.Checkout.SessionCreateParams.SubscriptionData = {
      trial_period_days: trialDays,
      trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    }
    const making = stripe.checkout.sessions.create(
      {
        mode: 'subscription',
        customer,
        client_reference_id: userId,
        line_items: [{ price: priceId, quantity: 1 }],
        success_url: request.successUrl,
        cancel_url: request.cancelUrl,
        metadata: { userId },
        subscription_data: { metadata: { userId }, ...(trialDays > 0 && trial) },
        ...(trialDays > 0 && { payment_method_collection: 'if_required' as const }),
      },
      { ...options, idempotencyKey: request.idempotencyKey },
    )
    return readSession(await ofCustomer(making))
  })

/** Stripe lists the newest first, also of those that were opened in the same second: two at once agree which of them stays. */
const endOlderCheckouts: BillingProvider['endOlderCheckouts'] = (customer, session, deadline) =>
  calling(deadline, async (stripe, options) => {
    const { data } = await stripe.checkout.sessions.list({ customer, status: 'open', limit: PAGE }, options)
    const own = data.findIndex(({ id }) => id === session)
    const older = own < 0 ? [] : data.slice(own + 1)
    await Promise.all(older.map(({ id }) => stripe.checkout.sessions.expire(id, {}, options)))
  }).catch((error: unknown) => log('error', 'checkouts not ended', { error: (error as Error).name }))

const invoicesOf: BillingProvider['invoicesOf'] = (customer, { limit, after }, deadline) =>
  calling(deadline, async (stripe, options) => {
    try {
      const query = { customer, limit, ...(after && { starting_after: after }) }
      const { data, has_more } = await stripe.invoices.list(query, options)
      return { invoices: data.map(readInvoice), next: has_more ? (data.at(-1)?.id ?? null) : null }
    } catch (error) {
      if (!isMissing(error)) throw error
      if (after) throw invalidField('cursor', 'The cursor is not one of this list', 'query')
      return { invoices: [], next: null }
    }
  })

/** Whether a body is signed with one of the secrets. A header that makes no sense is no signature. */
const isSigned = (body: Buffer, signature: string | null, secrets: string[], now: number): boolean =>
  secrets.some((secret) => {
    try {
      return Stripe.webhooks.signature?.verifyHeader(body, signature ?? '', secret, TOLERANCE_S, undefined, now)
    } catch {
      return false
    }
  })

const newsIn: BillingProvider['newsIn'] = async (body, signature, now) => {
  const found = await keys()
  if (!found) throw billingNotConfigured()
  if (!isSigned(body, signature, found.webhookSecrets, now)) {
    // A secret may have been added since; Secrets Manager is asked once a second at most.
    const renewed = signature ? await stripeSecret.reread(Date.now()).catch(() => null) : null
    if (!renewed || !isSigned(body, signature, renewed.webhookSecrets, now)) return { signed: false }
  }
  return { signed: true, news: readNews(jsonIn(body.toString('utf8'))) }
}

/** Stripe as the place where subscriptions are bought. */
export const stripeBilling: BillingProvider = {
  configured: async () => (await keys()) !== null,
  livemode: live,
  subscriptionsOf,
  createCustomer,
  pricesOf: (lookupKeys, deadline) =>
    calling(deadline, async (stripe, options) => {
      const { data } = await stripe.prices.list({ lookup_keys: [...lookupKeys], active: true, limit: PAGE }, options)
      return readPrices(data)
    }),
  createCheckout,
  endOlderCheckouts,
  createPortal: (customer, returnUrl, deadline) =>
    calling(deadline, async (stripe, options) =>
      readPortal(await ofCustomer(stripe.billingPortal.sessions.create({ customer, return_url: returnUrl }, options))),
    ),
  invoicesOf,
  newsIn,
  allSubscriptions: (after, deadline) =>
    calling(deadline, async (stripe, options) => {
      const query = { status: 'all' as const, limit: PAGE, expand: ['data.latest_invoice'] }
      const { data, has_more } = await stripe.subscriptions.list(
        { ...query, ...(after && { starting_after: after }) },
        options,
      )
      return { rows: data.map(readSubscription), next: has_more ? (data.at(-1)?.id ?? null) : null }
    }),
  deletedCustomers: (since, deadline) =>
    calling(deadline, async (stripe, options) => {
      const customers: string[] = []
      const query = { type: 'customer.deleted', created: { gte: since }, limit: PAGE }
      for await (const event of stripe.events.list(query, options)) {
        const { customer } = readNews(event) ?? { customer: null }
        if (customer) customers.push(customer)
      }
      return customers
    }),
}
