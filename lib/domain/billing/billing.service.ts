import type { Context } from '../../platform/context.ts'
import { decodeCursor, encodeCursor } from '../../platform/lists/cursor.ts'
import type { Page } from '../../platform/lists/list.ts'
import type { BillingUsage, SubscriptionView } from './billing.schema.ts'
import { billing, isForSale } from './billing-errors.ts'
import type { BillingProvider, Invoice } from './billing-provider.ts'
import { entitlementOf } from './entitlements.ts'
import { readStoredBytes } from './storage.repository.ts'
import { loadSubscription } from './subscription.repository.ts'

/** How much of the AI meters is used. `resetsAt`: epoch ms when less of the hour is; null when nothing is used. */
export type AiMeters = { lastHour: { used: number; resetsAt: number | null }; period: { used: number } }
/** Reads them for the billing period that began at a time, epoch ms. */
export type ReadAiMeters = (ctx: Context, periodStart: number) => Promise<AiMeters>

/** What the person has bought, what it allows, and what is used of it. Two reads. */
export const readSubscription = async (
  ctx: Context,
  provider: BillingProvider,
  readMeters: ReadAiMeters,
): Promise<SubscriptionView> => {
  const [{ tier, limits, period, subscription }, configured] = await Promise.all([
    entitlementOf(ctx),
    isForSale(provider),
  ])
  const meters = await readMeters(ctx, period.start)
  const { status, interval, currentPeriodStart, currentPeriodEnd, cancelAt, canceledAt, trialEnd } = subscription
  const { graceUntil, stripeCustomerId, stripeSubscriptionId, stripePriceId } = subscription
  return {
    tier,
    status,
    interval,
    currentPeriodStart,
    currentPeriodEnd,
    cancelAt,
    canceledAt,
    trialEnd,
    graceUntil,
    aiRequestsThisPeriod: meters.period.used,
    aiRequestsLimit: limits.aiRequestsPerPeriod,
    limits,
    configured,
    stripeCustomerId,
    stripeSubscriptionId,
    stripePriceId,
  }
}

/** The meters that count something. Three reads. */
export const readUsage = async (ctx: Context, readMeters: ReadAiMeters): Promise<BillingUsage> => {
  const [{ limits, period }, storedBytes] = await Promise.all([entitlementOf(ctx), readStoredBytes(ctx)])
  const { lastHour, period: requests } = await readMeters(ctx, period.start)
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    periodStart: new Date(period.start).toISOString(),
    periodEnd: new Date(period.end).toISOString(),
    meters: [
      {
        meter: 'aiRequestsPerHour',
        used: lastHour.used,
        limit: limits.aiRequestsPerHour,
        resetsAt: instant(lastHour.resetsAt),
      },
      {
        meter: 'aiRequestsPerPeriod',
        used: requests.used,
        limit: limits.aiRequestsPerPeriod,
        resetsAt: instant(period.end),
      },
      { meter: 'storageBytes', used: storedBytes, limit: limits.storageBytes, resetsAt: null },
    ],
  }
}

const LIST = 'invoices'

/** The person's invoices, newest first, as Stripe has them. @throws 400 naming cursor, 503 BILLING_NOT_CONFIGURED, 502 */
export const listInvoices = (
  ctx: Context,
  provider: BillingProvider,
  { pageSize, cursor }: { pageSize: number; cursor?: string | undefined },
): Promise<Page<Invoice>> =>
  billing(provider, async () => {
    const after = cursor === undefined ? null : String(decodeCursor(LIST, ctx.userId, cursor).after)
    const { stripeCustomerId } = await loadSubscription(ctx)
    const { invoices, next } =
      stripeCustomerId === null
        ? { invoices: [], next: null }
        : await provider.invoicesOf(stripeCustomerId, { limit: pageSize, after }, ctx.deadline)
    return {
      data: invoices,
      total: next === null && after === null ? invoices.length : null,
      page: 1,
      pageSize,
      hasMore: next !== null,
      nextCursor: next === null ? null : encodeCursor(LIST, ctx.userId, { after: next }),
    }
  })
