import type Stripe from 'stripe'
import { setUpPortal } from './portal.ts'
import { setUpPrices } from './prices.ts'
import { setUpProduct } from './products.ts'

/** A plan of the catalog. Those without prices are not for sale and have no product. */
export type SetupPlan = {
  tier: string
  name: string
  description: string
  prices: { lookupKey: string; currency: string; unitAmount: number; interval: 'month' | 'year' }[]
}

/** One run over an account. */
export type Run = {
  stripe: Stripe
  /**
   * Makes a change and reports it, or only reports it in a dry run, where `standIn` takes the place of its result.
   */
  change: <T>(text: string, work: () => Promise<T>, standIn: T) => Promise<T>
  report: (text: string) => void
}

type Options = {
  stripe: Stripe
  plans: readonly SetupPlan[]
  /** Where the portal's "return" leads. */
  returnUrl: string
  isDryRun: boolean
  report: (text: string) => void
}

/**
 * Brings products, prices and the portal of an account to what the catalog says, and returns the number of changes. What is
 * there already is recognized by metadata and lookup keys, so a run after a crash finishes what the last one began.
 */
export const setUpBilling = async ({ stripe, plans, returnUrl, isDryRun, report }: Options): Promise<number> => {
  let changes = 0
  const change: Run['change'] = async (text, work, standIn) => {
    changes += 1
    report(isDryRun ? `would ${text}` : text)
    return isDryRun ? standIn : work()
  }
  const run: Run = { stripe, change, report }
  const offers: { product: string; prices: string[] }[] = []
  for (const plan of plans.filter(({ prices }) => prices.length > 0)) {
    const product = await setUpProduct(run, plan)
    offers.push({ product, prices: await setUpPrices(run, product, plan) })
  }
  await setUpPortal(run, offers, returnUrl)
  return changes
}
