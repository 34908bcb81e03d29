import * as z from 'zod'
import { madeInstant, madeText } from '../common-fields.ts'
import { described, made } from '../entity-fields.ts'
import { TIERS, type Tier } from './tiers.ts'

export const STATUSES = ['none', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'incomplete'] as const
export const SubscriptionStatus = z.enum(STATUSES).meta({ id: 'SubscriptionStatus' })
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>

export const TierName = z.enum(TIERS).meta({ id: 'Tier' })
const tier = (value: Tier) => made(value, TierName)
const count = () => z.number().int().min(0)

/** Everything is set by what Stripe says, never by a client. Instants are ISO UTC. */
export const subscriptionFields = {
  status: made('none', SubscriptionStatus),
  /** Bought with the last price that is in the catalog, whatever the status. */
  planTier: described(tier('starter'), 'Tier of the price, whatever the status'),
  newTier: described(tier('starter'), 'Tier that the status allows since the last change'),
  previousTier: described(tier('starter'), 'Tier before the last change'),
  mrr: described(
    made(0, count),
    'What it brings in a month, in minor units of its currency, without discounts and tax',
  ),
  currency: described(madeText(), 'ISO 4217, in lower case as Stripe has it'),
  interval: described(madeText(), 'month or year'),
  currentPeriodStart: madeInstant(),
  currentPeriodEnd: madeInstant(),
  cancelAt: madeInstant(),
  canceledAt: madeInstant(),
  trialEnd: madeInstant(),
  graceUntil: described(madeInstant(), 'While past_due: the tier holds until then'),
  stripeCustomerId: madeText(),
  stripeSubscriptionId: madeText(),
  stripePriceId: madeText(),
  /** Part of the idempotency key of the next one, so that a repeated request makes no second one. */
  customers: described(made(0, count), 'How many customers were made for the person'),
}
