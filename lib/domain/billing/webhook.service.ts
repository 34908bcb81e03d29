import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { log } from '../../platform/log/log.ts'
import { billingNotConfigured, isForSale } from './billing-errors.ts'
import { type BillingProvider, BillingUnavailable, type StripeNews } from './billing-provider.ts'
import { keepUnclaimed, ownersOf } from './subscription.repository.ts'
import { syncSubscription } from './sync.service.ts'

/** Everything that can change a subscription; what else comes is taken and ignored. */
const HANDLED = new Set([
  'checkout.session.completed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.trial_will_end',
  'invoice.paid',
  'invoice.payment_failed',
  'customer.deleted',
])

/**
 * Takes an event of Stripe. It only says that something has changed: what, is read from Stripe. 200 means that it is stored,
 * or will never matter. `ctx` belongs to no person: who it is about is found by the customer.
 * @throws 400 SIGNATURE_INVALID before anything else is done, 503 BILLING_NOT_CONFIGURED, 500 so that Stripe sends it again.
 */
export const receiveEvent = async (
  ctx: Context,
  provider: BillingProvider,
  body: Buffer,
  signature: string | null,
): Promise<{ received: true }> => {
  if (!(await isForSale(provider))) throw billingNotConfigured()
  const read = await provider.newsIn(body, signature, ctx.now())
  if (!read.signed)
    throw new AppError(400, 'SIGNATURE_INVALID', 'The signature is missing, wrong or more than 300 seconds old')
  if (!read.news) throw new AppError(400, 'VALIDATION_ERROR', 'The body is not an event of Stripe')
  await deal(ctx, provider, read.news)
  return { received: true }
}

const deal = async (ctx: Context, provider: BillingProvider, news: StripeNews): Promise<void> => {
  const { id, type, customer } = news
  const reason = await reasonToIgnore(provider, news)
  if (reason || customer === null) {
    log('info', 'stripe event ignored', { requestId: ctx.requestId, type, reason: reason ?? 'no customer' })
    return
  }
  const userId = (await ownerOf(ctx, customer)) ?? (await ownerSince(ctx, customer, id))
  if (userId === undefined) {
    log('info', 'stripe event without owner', { requestId: ctx.requestId, type })
    return
  }
  try {
    const own: Context = { ...ctx, userId, source: 'webhook', agent: 'stripe' }
    const changed = await syncSubscription(own, provider, { customer, eventId: id })
    log('info', 'stripe event stored', { requestId: ctx.requestId, type, changed })
  } catch (error) {
    if (!(error instanceof BillingUnavailable)) throw error
    throw new AppError(500, 'INTERNAL_ERROR', 'Stripe does not answer, please send the event again')
  }
}

const ownerOf = async (ctx: Context, customer: string): Promise<string | undefined> =>
  (await ownersOf([customer], ctx)).get(customer)

/** Keeps an event for who becomes the owner of its customer. Who became it meanwhile did not see that: then it is dealt with. */
const ownerSince = async (ctx: Context, customer: string, eventId: string): Promise<string | undefined> => {
  await keepUnclaimed(customer, eventId, ctx.now(), ctx)
  return ownerOf(ctx, customer)
}

const reasonToIgnore = async (
  provider: BillingProvider,
  { type, account, livemode }: StripeNews,
): Promise<string | null> => {
  if (!HANDLED.has(type)) return 'type'
  if (account !== null) return 'another account'
  return livemode === (await provider.livemode()) ? null : 'another mode'
}
