import type { Context } from '../../platform/context.ts'
import { create, nextChangeAt, update } from '../../platform/events/change.ts'
import { untilCommitted } from '../../platform/events/mutate.ts'
import { loadProfile } from '../profile/profile.service.ts'
import type { BillingProvider } from './billing-provider.ts'
import { SUBSCRIPTION, type Subscription } from './subscription.kind.ts'
import { hasUnclaimed, loadSubscription, ownerWrite } from './subscription.repository.ts'
import { syncSubscription } from './sync.service.ts'

/**
 * The person's customer at Stripe, created when there is none yet. Only one is created, even when two checkouts ask at the
 * same moment or one dies between Stripe and the table, because both send the same idempotency key. @throws BillingUnavailable
 */
export const ensureCustomer = async (ctx: Context, provider: BillingProvider, known: Subscription): Promise<string> => {
  const customer = known.stripeCustomerId ?? (await newCustomer(ctx, provider, known))
  // Also for a customer that is known: the function that stored it may have died before this.
  if (await hasUnclaimed(customer, ctx)) await syncSubscription(ctx, provider, { customer })
  return customer
}

const newCustomer = async (ctx: Context, provider: BillingProvider, known: Subscription): Promise<string> => {
  const { email, displayName } = await loadProfile(ctx)
  const key = `lifeos-customer-${ctx.userId}-${known.customers}`
  const made = await provider.createCustomer({ userId: ctx.userId, email, name: displayName }, key, ctx.deadline)
  return storeCustomer(ctx, made)
}

/** Stores whose customer it is, in the subscription and in the row that finds the person by it. The first one stays. */
const storeCustomer = (ctx: Context, made: string): Promise<string> =>
  untilCommitted(ctx, async () => {
    const stored = await loadSubscription(ctx, { consistent: true })
    if (stored.stripeCustomerId !== null) return { changes: [], result: stored.stripeCustomerId }
    const fields = { stripeCustomerId: made, customers: stored.customers + 1 }
    const change =
      stored.version === 0
        ? create(SUBSCRIPTION, { ...stored, ...fields }, ctx.now(), 'customer_added')
        : update(SUBSCRIPTION, stored, fields, nextChangeAt(stored, ctx.now()), 'customer_added')
    return { changes: change ? [change] : [], writes: [ownerWrite(ctx, made)], result: made, upsert: true }
  })
