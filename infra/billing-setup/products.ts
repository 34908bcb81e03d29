import type Stripe from 'stripe'
import type { Run, SetupPlan } from './setup.ts'

/** The product of a tier. If somebody has copied it, the oldest counts. */
const findProduct = async (stripe: Stripe, tier: string): Promise<Stripe.Product | undefined> => {
  let found: Stripe.Product | undefined
  for await (const product of stripe.products.list({ limit: 100 })) {
    if (product.metadata.lifeos === tier) found = product
  }
  return found
}

/** Creates or corrects the product of a plan. Returns its id. */
export const setUpProduct = async ({ stripe, change, report }: Run, plan: SetupPlan): Promise<string> => {
  const { tier, name, description } = plan
  const product = await findProduct(stripe, tier)
  const wanted = { name, description, metadata: { lifeos: tier } }
  if (!product) {
    const make = async () => (await stripe.products.create(wanted)).id
    return change(`create product ${name}`, make, `new product ${tier}`)
  }
  if (product.name === name && product.description === description && product.active) {
    report(`product ${name} is as it should be`)
    return product.id
  }
  const mend = async () => (await stripe.products.update(product.id, { ...wanted, active: true })).id
  return change(`update product ${name}`, mend, product.id)
}
