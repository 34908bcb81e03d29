import * as z from 'zod'
import { Title } from '../fields.ts'
import { METERS } from './catalog.ts'
import { SubscriptionStatus, TierName } from './subscription.fields.ts'

const count = z.number().int().min(0)
const instant = z.iso.datetime().nullable()

export const LimitsByMeter = z
  .object(Object.fromEntries(METERS.map((meter) => [meter, count])) as Record<(typeof METERS)[number], typeof count>)
  .meta({ id: 'PlanLimits' })

const Price = z.object({
  lookupKey: z.string(),
  currency: z.string().describe('ISO 4217, lower case'),
  unitAmount: count.describe('Minor units of the currency'),
  interval: z.enum(['month', 'year']),
})

export const Plans = z
  .object({
    configured: z.boolean().describe('Whether plans can be bought'),
    plans: z.array(
      z.object({
        tier: TierName,
        name: z.string(),
        description: z.string(),
        prices: z.array(Price).describe('As Stripe has them; none where nothing can be bought'),
        limits: LimitsByMeter,
      }),
    ),
  })
  .meta({ id: 'Plans' })
export type Plans = z.output<typeof Plans>

export const SubscriptionView = z
  .object({
    tier: TierName.describe('Whose limits hold now'),
    status: SubscriptionStatus,
    interval: z.string().nullable().describe('month or year'),
    currentPeriodStart: instant,
    currentPeriodEnd: instant,
    cancelAt: instant.describe('When it ends, if it was canceled for the end of the period'),
    canceledAt: instant,
    trialEnd: instant,
    graceUntil: instant.describe('While past_due: until then the tier holds'),
    aiRequestsThisPeriod: count,
    aiRequestsLimit: count,
    limits: LimitsByMeter,
    configured: z.boolean(),
    stripeCustomerId: z.string().nullable(),
    stripeSubscriptionId: z.string().nullable(),
    stripePriceId: z.string().nullable(),
  })
  .meta({ id: 'Subscription' })
export type SubscriptionView = z.output<typeof SubscriptionView>

export const BillingUsage = z
  .object({
    periodStart: z.iso.datetime(),
    periodEnd: z.iso.datetime(),
    meters: z.array(
      z.object({
        meter: z.enum(METERS),
        used: count,
        limit: count,
        resetsAt: instant.describe('When less of it is used: the oldest request of the hour is over, or the period'),
      }),
    ),
  })
  .meta({ id: 'BillingUsage' })
export type BillingUsage = z.output<typeof BillingUsage>

const Address = Title(2_000).describe('An address of one of our apps')

export const Checkout = z
  .strictObject({ lookupKey: Title(100), successUrl: Address.optional(), cancelUrl: Address.optional() })
  .meta({ id: 'StartCheckout' })
export const CheckoutSession = z
  .object({
    id: z.string(),
    url: z.string().describe("Stripe's page, to which the browser goes"),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'CheckoutSession' })
export type CheckoutSession = z.output<typeof CheckoutSession>

export const Portal = z.strictObject({ returnUrl: Address.optional() }).meta({ id: 'OpenPortal' })
export const PortalSession = z.object({ url: z.string() }).meta({ id: 'PortalSession' })
export type PortalSession = z.output<typeof PortalSession>

export const Invoice = z
  .object({
    id: z.string(),
    number: z.string().nullable(),
    status: z.string().nullable(),
    amountDue: z.number().int(),
    amountPaid: z.number().int(),
    currency: z.string(),
    createdAt: z.iso.datetime(),
    hostedUrl: z.string().nullable(),
    pdfUrl: z.string().nullable(),
  })
  .meta({ id: 'Invoice' })

export const InvoiceQuery = z.object({
  pageSize: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2_000).optional().describe('nextCursor of the page before'),
})

export const Received = z.object({ received: z.literal(true) }).meta({ id: 'Received' })
