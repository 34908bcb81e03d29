import type Stripe from 'stripe'
import type { Run, SetupPlan } from './setup.ts'

type Wanted = SetupPlan['prices'][number]

const label = ({ lookupKey, currency, unitAmount, interval }: Wanted): string =>
  `${lookupKey} (${(unitAmount / 100).toFixed(2)} ${currency.toUpperCase()} a ${interval})`

/** What can never be changed of a price. */
const isSame = (price: Stripe.Price, product: string, wanted: Wanted): boolean =>
  price.product === product &&
  price.currency === wanted.currency &&
  price.unit_amount === wanted.unitAmount &&
  price.recurring?.interval === wanted.interval &&
  price.recurring.interval_count === 1

const holderOf = async (stripe: Stripe, lookupKey: string): Promise<Stripe.Price | undefined> =>
  (await stripe.prices.list({ lookup_keys: [lookupKey], limit: 1 })).data[0]

const archive = ({ stripe, change }: Run, price: Stripe.Price, lookupKey: string): Promise<unknown> =>
  change(
    `archive the former price of ${lookupKey}, ${price.id}`,
    () => stripe.prices.update(price.id, { active: false }),
    price,
  )

/**
 * Creates the price of a lookup key. The amount of a price cannot be changed: a new one takes over the lookup key and the
 * former one is archived. Subscriptions stay on the price they have.
 */
const setUpPrice = async (run: Run, product: string, wanted: Wanted): Promise<string> => {
  const { stripe, change, report } = run
  const { lookupKey } = wanted
  const holder = await holderOf(stripe, lookupKey)
  if (holder && isSame(holder, product, wanted)) {
    if (holder.active && holder.metadata.lifeos === lookupKey) {
      report(`price ${label(wanted)} is as it should be`)
      return holder.id
    }
    const mend = async () =>
      (await stripe.prices.update(holder.id, { active: true, metadata: { lifeos: lookupKey } })).id
    return change(`update price ${label(wanted)}`, mend, holder.id)
  }
  const make = async () =>
    (
      await stripe.prices.create({
        product,
        currency: wanted.currency,
        unit_amount: wanted.unitAmount,
        recurring: { interval: wanted.interval },
        lookup_key: lookupKey,
        transfer_lookup_key: true,
        metadata: { lifeos: lookupKey },
      })
    ).id
  const id = await change(`create price ${label(wanted)}`, make, `new price ${lookupKey}`)
  if (holder?.active) await archive(run, holder, lookupKey)
  return id
}

/** Prices that lost their lookup key to a newer one, in a run that ended before it archived them. */
const archiveFormer = async (run: Run, product: string, plan: SetupPlan): Promise<void> => {
  const former: Stripe.Price[] = []
  for await (const price of run.stripe.prices.list({ product, active: true, limit: 100 })) {
    if (price.metadata.lifeos && price.lookup_key === null) former.push(price)
  }
  for (const price of former) await archive(run, price, price.metadata.lifeos ?? plan.tier)
}

/** Creates or corrects the prices of a plan. Returns their ids, in the order of the catalog. */
export const setUpPrices = async (run: Run, product: string, plan: SetupPlan): Promise<string[]> => {
  const ids: string[] = []
  for (const wanted of plan.prices) ids.push(await setUpPrice(run, product, wanted))
  if (!product.startsWith('new ')) await archiveFormer(run, product, plan)
  return ids
}
