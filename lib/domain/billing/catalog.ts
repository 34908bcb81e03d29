import { TIERS, type Tier } from './tiers.ts'

/**
 * What is sold: four tiers, their limits, and their prices by lookup key. `npm run billing:setup` makes the prices in a
 * Stripe account; what a checkout really costs is what Stripe has for the lookup key. No Stripe ids stand here.
 */

export const METERS = [
  'aiRequestsPerHour',
  'aiRequestsPerPeriod',
  'aiTokensPerRequest',
  'calendarConnections',
  'storageBytes',
  'webhookEndpoints',
  'personalTokens',
] as const
/** What is counted or capped by tier. Hours slide; a period is a month of the subscription, or a calendar month (UTC). */
export type Meter = (typeof METERS)[number]
export type Limits = Record<Meter, number>

export type Interval = 'month' | 'year'
/** `unitAmount` in minor units of the currency (cents). */
export type CatalogPrice = { lookupKey: string; currency: string; unitAmount: number; interval: Interval }
export type Plan = { tier: Tier; name: string; description: string; prices: CatalogPrice[]; limits: Limits }

const MB = 1_000_000
const GB = 1_000 * MB

const usd = (tier: Tier, monthly: number, yearly: number): CatalogPrice[] => [
  { lookupKey: `${tier}_monthly`, currency: 'usd', unitAmount: monthly, interval: 'month' },
  { lookupKey: `${tier}_yearly`, currency: 'usd', unitAmount: yearly, interval: 'year' },
]

export const PLANS: readonly Plan[] = [
  {
    tier: 'starter',
    name: 'Starter',
    description: 'Everything to run a day, with a taste of AI',
    prices: [],
    limits: {
      aiRequestsPerHour: 3,
      aiRequestsPerPeriod: 50,
      aiTokensPerRequest: 2_000,
      calendarConnections: 1,
      storageBytes: 100 * MB,
      webhookEndpoints: 1,
      personalTokens: 2,
    },
  },
  {
    tier: 'pro',
    name: 'Pro',
    description: 'For one person who plans every day with AI and several calendars',
    prices: usd('pro', 1_200, 12_000),
    limits: {
      aiRequestsPerHour: 10,
      aiRequestsPerPeriod: 1_000,
      aiTokensPerRequest: 2_000,
      calendarConnections: 5,
      storageBytes: 10 * GB,
      webhookEndpoints: 10,
      personalTokens: 20,
    },
  },
  {
    tier: 'team',
    name: 'Team',
    description: 'Longer answers, more calendars and room for automation',
    prices: usd('team', 2_900, 28_800),
    limits: {
      aiRequestsPerHour: 30,
      aiRequestsPerPeriod: 5_000,
      aiTokensPerRequest: 6_000,
      calendarConnections: 20,
      storageBytes: 50 * GB,
      webhookEndpoints: 50,
      personalTokens: 50,
    },
  },
  {
    tier: 'enterprise',
    name: 'Enterprise',
    description: 'The highest limits',
    prices: usd('enterprise', 9_900, 99_600),
    limits: {
      aiRequestsPerHour: 120,
      aiRequestsPerPeriod: 50_000,
      aiTokensPerRequest: 6_000,
      calendarConnections: 100,
      storageBytes: 500 * GB,
      webhookEndpoints: 200,
      personalTokens: 200,
    },
  },
]

const byTier = new Map(PLANS.map((plan) => [plan.tier, plan]))
const tierByKey = new Map(
  PLANS.flatMap(({ tier, prices }) => prices.map(({ lookupKey }) => [lookupKey, tier] as const)),
)

export const planOf = (tier: Tier): Plan => byTier.get(tier) as Plan
export const limitsOf = (tier: Tier): Limits => planOf(tier).limits

/** The tier that a price of the catalog buys; null for a price that is in no plan. */
export const tierOfPrice = (lookupKey: string | null): Tier | null => (lookupKey && tierByKey.get(lookupKey)) || null

export const LOOKUP_KEYS: readonly string[] = [...tierByKey.keys()]

/** The next tier that allows more of a meter than `tier` does; null where none does. */
export const upgradeFor = (tier: Tier, meter: Meter): Tier | null =>
  TIERS.slice(TIERS.indexOf(tier) + 1).find((one) => limitsOf(one)[meter] > limitsOf(tier)[meter]) ?? null
