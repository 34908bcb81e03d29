import type { Truth } from './stripe-truth.ts'

/** What should be stored, written without the code under test from what Stripe sends. `tiers`: of each change, oldest first. */
export type Known = { row: Row; tiers: string[] }
type Row = Record<string, unknown> & { status: string; planTier: string; newTier: string }

const RANKS = ['starter', 'pro', 'team', 'enterprise']
const WEEK_S = 7 * 86_400

export const nothingKnown = (customer: string): Known => ({
  row: { status: 'none', planTier: 'starter', newTier: 'starter', stripeCustomerId: customer },
  tiers: [],
})

const iso = (seconds: number | null | undefined): string | null =>
  seconds == null ? null : new Date(seconds * 1_000).toISOString()

type One = Exclude<Truth, 'deleted'>[number]

const statusOf = (one: One): string => {
  if (one.status === 'canceled') return 'canceled'
  return one.pause_collection || one.status === 'paused' ? 'unpaid' : one.status
}
const servesNow = (one: One): boolean => ['trialing', 'active', 'past_due'].includes(statusOf(one))

const tierOf = (one: One, keep: string): string => {
  const [tier = ''] = (one.items.data[0]?.price.lookup_key ?? '').split('_')
  return RANKS.includes(tier) ? tier : keep
}

/** Ranked by one number each: whether it serves, whether it goes on, its tier, its age, its id. */
const best = (all: One[]): One | undefined =>
  all.toSorted((a, b) => {
    const score = (one: One) =>
      servesNow(one) ? 10 + RANKS.indexOf(tierOf(one, 'starter')) : statusOf(one) === 'canceled' ? 0 : 1
    const ended = (one: typeof a) => (statusOf(one) === 'canceled' ? (one.canceled_at ?? one.created) : 0)
    return score(b) - score(a) || ended(b) - ended(a) || b.created - a.created || (a.id < b.id ? 1 : -1)
  })[0]

const rowOf = (one: One, before: Row): Row => {
  const item = one.items.data[0]
  const price = item?.price
  const status = statusOf(one)
  const planTier = tierOf(one, before.planTier)
  const pays = status === 'active' || status === 'past_due'
  return {
    status,
    planTier,
    newTier: servesNow(one) ? planTier : 'starter',
    mrr: pays ? Math.round((price?.unit_amount ?? 0) / (price?.recurring?.interval === 'year' ? 12 : 1)) : 0,
    currency: price?.currency,
    interval: price?.recurring?.interval,
    currentPeriodStart: iso(item?.current_period_start),
    currentPeriodEnd: iso(item?.current_period_end),
    cancelAt: iso(one.cancel_at),
    canceledAt: iso(one.canceled_at),
    trialEnd: status === 'trialing' ? iso(one.trial_end) : null,
    graceUntil: status === 'past_due' ? iso((one.latest_invoice?.created ?? 0) + WEEK_S) : null,
    stripeSubscriptionId: one.id,
    stripePriceId: price?.id,
    stripeCustomerId: before.stripeCustomerId,
  }
}

/** Of a customer that is gone, only when it ended is not known before it was. */
const goneFrom = (before: Row): Row => ({
  status: before.status === 'none' ? 'none' : 'canceled',
  planTier: before.planTier,
  newTier: 'starter',
  mrr: 0,
  currency: before.currency ?? null,
  interval: null,
  currentPeriodStart: null,
  currentPeriodEnd: null,
  cancelAt: null,
  canceledAt: before.status === 'none' ? null : (before.canceledAt ?? undefined),
  trialEnd: null,
  graceUntil: null,
  stripeSubscriptionId: before.stripeSubscriptionId ?? null,
  stripePriceId: null,
  stripeCustomerId: null,
})

/** What is known after Stripe was read. A new period alone is no change. */
export const toldBy = (truth: Truth, { row, tiers }: Known): Known => {
  if (row.stripeCustomerId === null) return { row, tiers }
  const one = truth === 'deleted' ? undefined : best(truth)
  const next = truth === 'deleted' ? goneFrom(row) : one ? rowOf(one, row) : row
  const same = (Object.keys(next) as (keyof Row)[]).every(
    (name) => String(name).startsWith('currentPeriod') || next[name] === row[name],
  )
  return { row: next, tiers: same ? tiers : [...tiers, next.newTier] }
}
