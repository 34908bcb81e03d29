import { config } from '../../platform/config/config.ts'
import { type Context, isoAt } from '../../platform/context.ts'
import { planLimit } from '../../platform/errors.ts'
import { oncePerRequest } from '../../platform/once-per-request.ts'
import { DAY_MS } from '../../platform/units.ts'
import { addMonths, calendarMonth } from '../time/calendar.ts'
import { type Limits, limitsOf, type Meter, upgradeFor } from './catalog.ts'
import type { Subscription } from './subscription.kind.ts'
import { loadSubscription } from './subscription.repository.ts'
import { isPaid, noSubscription } from './subscription.ts'
import type { Tier } from './tiers.ts'

/** From `start` on and before `end`, epoch ms. */
export type Period = { start: number; end: number }
export type Entitlement = { tier: Tier; limits: Limits; period: Period; subscription: Subscription }

/**
 * What a person may do, read once a request: 0.5 read units; none where billing is off, because then everybody has the
 * limits of DEFAULT_TIER. Eventually consistent.
 */
export const entitlementOf = oncePerRequest(
  async (ctx): Promise<Entitlement> =>
    entitlementBy(isBillingOn() ? await loadSubscription(ctx) : noSubscription(ctx.userId), ctx.now()),
)

/** Whether subscriptions decide what people may do. */
export const isBillingOn = (): boolean => config().BILLING === 'stripe'

/** What a subscription entitles to at a time, epoch ms. */
export const entitlementBy = (subscription: Subscription, now: number): Entitlement => {
  const tier = isBillingOn() ? tierAt(subscription, now) : config().DEFAULT_TIER
  return { tier, limits: limitsOf(tier), period: periodAt(subscription, now), subscription }
}

/** The tier whose limits hold: that of a subscription which is paid, or was until less than the days of grace ago. */
export const tierAt = ({ newTier, status, graceUntil }: Subscription, now: number): Tier =>
  status === 'past_due' && graceUntil !== null && Date.parse(graceUntil) <= now ? 'starter' : newTier

/**
 * The period in which requests are counted: of a subscription, the month that began on the day of the month on which its
 * own period did, also within a year; else the calendar month, UTC.
 */
export const periodAt = (
  { status, currentPeriodStart, currentPeriodEnd, interval }: Subscription,
  now: number,
): Period => {
  if (!isPaid(status) || !currentPeriodStart || !currentPeriodEnd) return calendarMonth(now)
  const [start, end] = [Date.parse(currentPeriodStart), Date.parse(currentPeriodEnd)]
  if (now < start) return calendarMonth(now)
  if (interval === 'month' && now < end) return { start, end }
  let months = 0
  while (monthsAfter(start, months + 1) <= now) months += 1
  return { start: monthsAfter(start, months), end: monthsAfter(start, months + 1) }
}

/** The same day and time some months later, or the last day of a month that has no such day; UTC, as Stripe renews. */
const monthsAfter = (at: number, months: number): number =>
  Date.parse(addMonths(isoAt(at).slice(0, 10), months)) + (at % DAY_MS)

export const limitOf = async (ctx: Context, meter: Meter): Promise<number> => (await entitlementOf(ctx)).limits[meter]

/**
 * Allows `amount` more of a counted thing (connections, bytes, tokens) when `used` of it exist. What exceeds a limit after a
 * downgrade stays; only adding is refused. Limits by the hour or period are counted in ai/, where the requests are.
 * @throws 403 PLAN_LIMIT
 */
export const allow = async (ctx: Context, meter: Meter, amount: number, used: number): Promise<void> => {
  const entitlement = await entitlementOf(ctx)
  if (amount <= 0 || used + amount <= entitlement.limits[meter]) return
  throw overLimit(403, entitlement, { meter, used, resetsAt: null }, Date.now())
}

/** `resetsAt`: epoch ms when more is allowed; null for what is counted without a window. */
export type Reached = { meter: Meter; used: number; resetsAt: number | null }

const WORDS: Record<Meter, string> = {
  aiRequestsPerHour: 'AI requests of an hour',
  aiRequestsPerPeriod: 'AI requests of this billing period',
  aiTokensPerRequest: 'tokens of an AI request',
  calendarConnections: 'calendar connections',
  storageBytes: 'bytes of storage',
  webhookEndpoints: 'webhook endpoints',
  personalTokens: 'personal tokens',
}

/** The error of a limit that is reached: 429 for windows of time, 403 for counts. */
export const overLimit = (
  status: 403 | 429,
  { tier, limits }: Entitlement,
  { meter, used, resetsAt }: Reached,
  now: number,
) =>
  planLimit(
    status,
    `All ${limits[meter]} ${WORDS[meter]} of the plan ${tier} are used`,
    {
      meter,
      used,
      limit: limits[meter],
      tier,
      upgradeTo: isBillingOn() ? upgradeFor(tier, meter) : null,
      resetsAt: resetsAt === null ? null : new Date(resetsAt).toISOString(),
    },
    resetsAt === null ? undefined : Math.max(1, Math.ceil((resetsAt - now) / 1_000)),
  )
