import type { Context } from '../../platform/context.ts'
import { untilCommitted } from '../../platform/events/mutate.ts'
import { logWithMetrics } from '../../platform/log/log.ts'
import type { BillingProvider } from './billing-provider.ts'
import type { Subscription } from './subscription.kind.ts'
import { eventRemembered, loadToSync, readCounted } from './subscription.repository.ts'
import { boughtBy, boughtNothing, changeTo, countingOf, hasUnknownPrice } from './subscription.ts'

type About = {
  customer: string
  /** The event that is the reason; it is remembered in the same transaction and so dealt with once. */
  eventId?: string
}

/**
 * Stores what Stripe says of a person's subscription now. Reasons may come in any order, late or twice: Stripe is read
 * after the row that counts its reads, and nothing is stored when another read was stored meanwhile; then Stripe is asked
 * again. So what is stored never goes back in time. Resolves to whether something changed.
 * @throws BillingUnavailable when Stripe does not say; then neither it nor the event is stored. 503 at the deadline.
 */
export const syncSubscription = (ctx: Context, provider: BillingProvider, about: About): Promise<boolean> =>
  untilCommitted(ctx, async () => {
    const { customer, eventId = null } = about
    const { stored, reads, isKnown } = await loadToSync(ctx, eventId)
    if (isKnown) return { changes: [], result: false }
    // A customer that the person had before, or of a person who erased the account: nothing is written there any more.
    if (stored.stripeCustomerId !== customer) return { changes: [], result: false }
    const remembered = eventId === null ? [] : [eventRemembered(ctx, eventId)]
    const fields = await said(ctx, provider, stored, customer)
    const change = changeTo(stored, fields, ctx.now())
    const writes = [readCounted(ctx, reads), ...remembered]
    return { changes: change ? [change] : [], writes, result: change !== null, upsert: true }
  })

const said = async (
  ctx: Context,
  provider: BillingProvider,
  stored: Subscription,
  customer: string,
): Promise<Partial<Subscription>> => {
  const all = await provider.subscriptionsOf(customer, ctx.deadline)
  if (all === 'deleted') return { ...boughtNothing(stored, ctx.now()), stripeCustomerId: null }
  const one = countingOf(all, ctx.userId)
  if (hasUnknownPrice(one)) noteUnknownPrice(ctx)
  return one ? boughtBy(one, stored.planTier) : boughtNothing(stored, ctx.now())
}

/** The tier was kept; somebody has to put the price into the catalog, or the person onto another one. */
const noteUnknownPrice = ({ requestId }: Context): void =>
  logWithMetrics('error', 'price in no plan', { requestId }, {}, { UnknownPrice: 1 })
