import type { Context } from '../../platform/context.ts'
import type { Plans } from './billing.schema.ts'
import { answeringForStripe, isForSale } from './billing-errors.ts'
import type { BillingProvider, StripePrice } from './billing-provider.ts'
import { LOOKUP_KEYS, PLANS } from './catalog.ts'

/** Prices change rarely, and a checkout names the price that it was given: a warm function asks again after this long. */
const FRESH_MS = 5 * 60_000

let cached: { prices: Promise<StripePrice[]>; at: number } | undefined

/** The prices that Stripe has for the lookup keys of the catalog. @throws BillingUnavailable */
export const pricesOnSale = async (ctx: Context, provider: BillingProvider): Promise<StripePrice[]> => {
  const now = ctx.now()
  if (!cached || now - cached.at >= FRESH_MS) {
    const prices = provider.pricesOf(LOOKUP_KEYS, ctx.deadline)
    const mine = { prices, at: now }
    cached = mine
    prices.catch(() => {
      if (cached === mine) cached = undefined
    })
  }
  return cached.prices
}

/** Every plan with its limits, and with its prices where it can be bought. @throws 502 when Stripe does not answer. */
export const readPlans = async (ctx: Context, provider: BillingProvider): Promise<Plans> => {
  const configured = await isForSale(provider)
  const prices = configured ? await answeringForStripe(() => pricesOnSale(ctx, provider)) : []
  return {
    configured,
    plans: PLANS.map(({ tier, name, description, prices: own, limits }) => ({
      tier,
      name,
      description,
      prices: own.flatMap(({ lookupKey }) =>
        prices
          .filter((price) => price.lookupKey === lookupKey)
          .map(({ currency, unitAmount, interval }) => ({ lookupKey, currency, unitAmount, interval })),
      ),
      limits,
    })),
  }
}
