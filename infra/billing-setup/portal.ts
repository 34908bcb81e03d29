import type Stripe from 'stripe'
import type { Run } from './setup.ts'

type Offer = { product: string; prices: string[] }

const OWN = 'portal'

/** The account's default configuration, because sessions open with it; otherwise the one that an earlier run created. */
const findConfiguration = async (stripe: Stripe): Promise<Stripe.BillingPortal.Configuration | undefined> => {
  let own: Stripe.BillingPortal.Configuration | undefined
  const params = { active: true, limit: 100, expand: ['data.features.subscription_update.products'] }
  for await (const one of stripe.billingPortal.configurations.list(params)) {
    if (one.is_default) return one
    if (one.metadata?.lifeos === OWN) own = one
  }
  return own
}

const wantedFor = (offers: Offer[], returnUrl: string) => ({
  default_return_url: returnUrl,
  metadata: { lifeos: OWN },
  features: {
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true, mode: 'at_period_end' as const },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ['price' as const],
      proration_behavior: 'create_prorations' as const,
      products: offers,
    },
  },
})

/** The parts that are compared, with lists in one order. */
const essence = (
  one: Pick<Stripe.BillingPortal.Configuration, 'default_return_url' | 'metadata' | 'features'>,
): string => {
  const { invoice_history: history, payment_method_update: card, subscription_cancel: cancel } = one.features
  const { subscription_update: update } = one.features
  return JSON.stringify([
    one.default_return_url,
    one.metadata?.lifeos,
    [history.enabled, card.enabled, cancel.enabled, cancel.mode],
    [update.enabled, update.proration_behavior, [...update.default_allowed_updates].sort()],
    (update.products ?? []).map(({ product, prices }) => [product, ...[...prices].sort()]).sort(),
  ])
}

/** Creates or corrects the portal: switching between all prices, cancelling at the end of the period, invoices, card. */
export const setUpPortal = async (
  { stripe, change, report }: Run,
  offers: Offer[],
  returnUrl: string,
): Promise<void> => {
  const wanted = wantedFor(offers, returnUrl)
  const known = await findConfiguration(stripe)
  if (!known) {
    const make = async () => (await stripe.billingPortal.configurations.create(wanted)).is_default
    const isDefault = await change('create the portal configuration', make, true)
    if (!isDefault)
      report('note: it is not the default of the account. Make it so in the settings of the portal in Stripe')
    return
  }
  const target = JSON.parse(
    JSON.stringify({ ...known, ...wanted, features: { ...known.features, ...wanted.features } }),
  )
  if (essence(known) === essence(target)) {
    report('the portal configuration is as it should be')
    return
  }
  await change(
    `update the portal configuration ${known.id}`,
    async () => void (await stripe.billingPortal.configurations.update(known.id, wanted)),
    undefined,
  )
}
