import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { config } from '../../platform/config/config.ts'
import type { Context } from '../../platform/context.ts'
import { conflict, entityRef, invalidField } from '../../platform/errors.ts'
import { returnAddress } from '../../platform/http/return-address.ts'
import type { Claim } from '../../platform/idempotency.ts'
import type { Checkout, CheckoutSession, Portal, PortalSession } from './billing.schema.ts'
import { billing } from './billing-errors.ts'
import { type BillingProvider, CustomerGone } from './billing-provider.ts'
import { LOOKUP_KEYS } from './catalog.ts'
import { ensureCustomer } from './customer.service.ts'
import { pricesOnSale } from './plans.service.ts'
import { SUBSCRIPTION, type Subscription } from './subscription.kind.ts'
import { loadSubscription } from './subscription.repository.ts'
import { isRunning } from './subscription.ts'
import { syncSubscription } from './sync.service.ts'

/**
 * A page of Stripe on which the person pays. The first subscription of a person begins with a trial, without a card.
 * @throws 400 naming lookupKey, successUrl or cancelUrl; 409 ALREADY_SUBSCRIBED; 503 BILLING_NOT_CONFIGURED; 502
 */
export const startCheckout = (
  ctx: Context,
  provider: BillingProvider,
  input: z.output<typeof Checkout>,
  claim: Claim | null,
): Promise<CheckoutSession> =>
  billing(provider, async () => {
    const { lookupKey } = input
    if (!LOOKUP_KEYS.includes(lookupKey)) throw invalidField('lookupKey', `Must be one of ${LOOKUP_KEYS.join(', ')}`)
    const successUrl = returnAddress('successUrl', input.successUrl, '/?checkout=success')
    const cancelUrl = returnAddress('cancelUrl', input.cancelUrl, '/?checkout=canceled')
    const subscription = await notSubscribed(ctx)
    const price = (await pricesOnSale(ctx, provider)).find((one) => one.lookupKey === lookupKey)
    if (!price) throw invalidField('lookupKey', 'This plan is not for sale')
    return withCustomer(ctx, provider, subscription, async (customer) => {
      // Once more: what Stripe said of the customer before it was known whose it is, may have been stored just now.
      const { stripeSubscriptionId } = await notSubscribed(ctx)
      const trialDays = stripeSubscriptionId === null ? config().BILLING_TRIAL_DAYS : 0
      const request = { userId: ctx.userId, customer, priceId: price.id, successUrl, cancelUrl, trialDays }
      const session = await provider.createCheckout(
        { ...request, idempotencyKey: keyOf(ctx, claim, request) },
        ctx.deadline,
      )
      await provider.endOlderCheckouts(customer, session.id, ctx.deadline)
      return session
    })
  })

/** The person's subscription, which has ended or never began. @throws 409 ALREADY_SUBSCRIBED */
const notSubscribed = async (ctx: Context): Promise<Subscription> => {
  const subscription = await loadSubscription(ctx, { consistent: true })
  if (isRunning(subscription.status)) throw alreadySubscribed(subscription)
  return subscription
}

/** A repeat of a request gets the same session from Stripe, also when the first one died on the way. */
const keyOf = (ctx: Context, claim: Claim | null, request: object): string => {
  if (!claim) return `lifeos-checkout-${ctx.newId()}`
  const hash = createHash('sha256')
    .update(JSON.stringify([claim.key, claim.bodyHash, request]))
    .digest('base64url')
  return `lifeos-checkout-${ctx.userId}-${hash}`
}

/** Runs `work` with the person's customer, and again with a new customer when Stripe says that the stored one was deleted. */
const withCustomer = async <T>(
  ctx: Context,
  provider: BillingProvider,
  subscription: Subscription,
  run: (customer: string) => Promise<T>,
): Promise<T> => {
  const customer = await ensureCustomer(ctx, provider, subscription)
  try {
    return await run(customer)
  } catch (error) {
    if (!(error instanceof CustomerGone)) throw error
    await syncSubscription(ctx, provider, { customer })
    return run(await ensureCustomer(ctx, provider, await loadSubscription(ctx, { consistent: true })))
  }
}

/**
 * A page of Stripe on which the person changes plan, card and address, cancels, and sees invoices.
 * @throws 400 naming returnUrl; 409 NO_CUSTOMER before the first checkout; 503 BILLING_NOT_CONFIGURED; 502
 */
export const openPortal = (
  ctx: Context,
  provider: BillingProvider,
  { returnUrl }: z.output<typeof Portal>,
): Promise<PortalSession> =>
  billing(provider, async () => {
    const address = returnAddress('returnUrl', returnUrl, '/')
    const { stripeCustomerId } = await loadSubscription(ctx)
    if (stripeCustomerId === null) throw noCustomer()
    try {
      return await provider.createPortal(stripeCustomerId, address, ctx.deadline)
    } catch (error) {
      if (!(error instanceof CustomerGone)) throw error
      await syncSubscription(ctx, provider, { customer: stripeCustomerId })
      throw noCustomer()
    }
  })

const noCustomer = () =>
  conflict(
    'There is no subscription yet: begin with a checkout',
    { type: 'wrong_state', loc: ['subscription', 'stripeCustomerId'] },
    'NO_CUSTOMER',
  )

const alreadySubscribed = (subscription: Subscription) =>
  conflict(
    'There is a subscription already: change it in the portal',
    {
      type: 'exists',
      loc: ['subscription', 'status'],
      entity: entityRef(SUBSCRIPTION, subscription),
    },
    'ALREADY_SUBSCRIBED',
  )
