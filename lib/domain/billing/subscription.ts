import { isoAt } from '../../platform/context.ts'
import { type Change, create, nextChangeAt, update } from '../../platform/events/change.ts'
import { defaultsOf } from '../entity-fields.ts'
import type { StripeSubscription } from './billing-provider.ts'
import { tierOfPrice } from './catalog.ts'
import { type SubscriptionStatus, subscriptionFields } from './subscription.fields.ts'
import { SUBSCRIPTION, SUBSCRIPTION_ID, type Subscription } from './subscription.kind.ts'
import { TIERS, type Tier } from './tiers.ts'

/** A person who never bought anything. Version 0 means not stored. */
export const noSubscription = (userId: string): Subscription => {
  const never = isoAt(0)
  return {
    ...defaultsOf(subscriptionFields),
    id: SUBSCRIPTION_ID,
    userId,
    version: 0,
    createdAt: never,
    updatedAt: never,
  }
}

/** What a subscription of Stripe decides; the rest of the entity stays. */
export type Bought = Omit<
  Subscription,
  'id' | 'userId' | 'version' | 'createdAt' | 'updatedAt' | 'previousTier' | 'stripeCustomerId' | 'customers'
>

const GRACE_DAYS = 7
const DAY_S = 86_400

/** Stripe's statuses in ours. A subscription whose collection is paused without service counts as not paid. */
const statusOf = ({ status, pausedVoid }: StripeSubscription): SubscriptionStatus => {
  if (status === 'incomplete_expired') return 'canceled'
  if (status === 'paused' || (pausedVoid && status !== 'canceled')) return 'unpaid'
  return status
}

/** A subscription that has not ended: a second one would be paid twice. */
export const isRunning = (status: SubscriptionStatus): boolean =>
  status === 'trialing' || status === 'active' || status === 'past_due' || status === 'unpaid'

const PAID: SubscriptionStatus[] = ['trialing', 'active', 'past_due']
export const isPaid = (status: SubscriptionStatus): boolean => PAID.includes(status)

/** Paid before unpaid before ended; then the higher tier, of ended ones the last to end, then the newer by Stripe's time. */
const rank = (one: StripeSubscription): number[] => {
  const status = statusOf(one)
  const group = isPaid(status) ? 2 : status === 'canceled' ? 0 : 1
  const tier = group === 2 ? TIERS.indexOf(tierOfPrice(one.price.lookupKey) ?? 'starter') : 0
  return [group, tier, group === 0 ? (one.canceledAt ?? one.created) : 0, one.created]
}

const before = (a: StripeSubscription, b: StripeSubscription): number => {
  const [left, right] = [rank(a), rank(b)]
  const differs = left.findIndex((value, i) => value !== right[i])
  if (differs >= 0) return (right[differs] ?? 0) - (left[differs] ?? 0)
  return a.id < b.id ? 1 : -1
}

/**
 * The subscription that counts, of all that a customer has; null where there is none. One whose metadata names another
 * person is not looked at.
 */
export const countingOf = (all: StripeSubscription[], userId: string): StripeSubscription | null =>
  all.filter((one) => one.userId === null || one.userId === userId).sort(before)[0] ?? null

const instant = (seconds: number | null): string | null => (seconds === null ? null : isoAt(seconds * 1_000))

/** What it brings in a month: minor units, rounded. Nothing while nobody pays. */
const mrrOf = ({ price, quantity }: StripeSubscription, status: SubscriptionStatus): number => {
  if (status !== 'active' && status !== 'past_due') return 0
  const months = { day: 12 / 365, week: 12 / 52, month: 1, year: 12 }[price.interval] * price.intervalCount
  return Math.round((price.unitAmount * quantity) / months)
}

/** A subscription as we store it: a function of what Stripe says, and of `keep`, the tier where the price is in no plan. */
export const boughtBy = (one: StripeSubscription, keep: Tier): Bought => {
  const status = statusOf(one)
  const planTier = tierOfPrice(one.price.lookupKey) ?? keep
  const graceFrom = one.latestInvoiceAt ?? one.periodStart
  return {
    status,
    planTier,
    newTier: isPaid(status) ? planTier : 'starter',
    mrr: mrrOf(one, status),
    currency: one.price.currency,
    interval: one.price.interval,
    currentPeriodStart: instant(one.periodStart),
    currentPeriodEnd: instant(one.periodEnd),
    cancelAt: instant(one.cancelAt),
    canceledAt: instant(one.canceledAt),
    trialEnd: status === 'trialing' ? instant(one.trialEnd) : null,
    graceUntil: status === 'past_due' ? instant(graceFrom + GRACE_DAYS * DAY_S) : null,
    stripeSubscriptionId: one.id,
    stripePriceId: one.price.id,
  }
}

/** What is left when Stripe has no subscription, or no customer, any more. `at`: epoch ms. */
export const boughtNothing = (stored: Subscription, at: number): Bought => {
  const { previousTier: _, stripeCustomerId: __, customers: ___, ...nothing } = defaultsOf(subscriptionFields)
  return {
    ...nothing,
    planTier: stored.planTier,
    stripeSubscriptionId: stored.stripeSubscriptionId,
    ...(stored.status !== 'none' && {
      status: 'canceled' as const,
      canceledAt: stored.canceledAt ?? isoAt(at),
      currency: stored.currency,
    }),
  }
}

/** Whether its price is in no plan, so that the tier was kept: somebody has to look. */
export const hasUnknownPrice = (one: StripeSubscription | null): boolean =>
  one !== null && statusOf(one) !== 'canceled' && tierOfPrice(one.price.lookupKey) === null

/**
 * The change from what is stored to what Stripe says; null when that is the same. Its event says what matters of every
 * change: both tiers, status and mrr. A new period alone is no change of the subscription, and says so.
 */
export const changeTo = (
  stored: Subscription,
  fields: Partial<Subscription>,
  now: number,
): Change<Subscription> | null => {
  const isSame = (some: Partial<Subscription>) => update(SUBSCRIPTION, stored, some, now) === null
  if (isSame(fields)) return null
  const previousTier = stored.newTier
  const patch = { ...fields, previousTier }
  const type = isSame(withoutPeriod(fields)) ? 'renewed' : 'changed'
  const change =
    stored.version === 0
      ? create(SUBSCRIPTION, { ...stored, ...patch }, now, type)
      : update(SUBSCRIPTION, stored, patch, nextChangeAt(stored, now), type)
  if (!change) return null
  const { newTier, status, mrr } = change.after
  return { ...change, data: { ...change.data, previousTier, newTier, status, mrr } }
}

const withoutPeriod = ({ currentPeriodStart: _, currentPeriodEnd: __, ...fields }: Partial<Subscription>) => fields
