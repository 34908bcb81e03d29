// Calls every method of the provider once against stripe-mock at STRIPE_API_BASE, which refuses requests that Stripe would not
// know and answers in the shapes of Stripe's OpenAPI document. Run by .ci/stripe-mock.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { signatureOf } from '../../infra/local/fake-stripe/sender.ts'
import { freePort } from '../../infra/local/ports.ts'
import { startSecrets } from '../../infra/local/secrets.ts'
import type { BillingProvider } from '../../lib/domain/billing/billing-provider.ts'
import { LOOKUP_KEYS } from '../../lib/domain/billing/catalog.ts'
import { NEEDED_VARIABLES } from '../support/needed-variables.ts'

const SECRET_ID = 'lifeos/test/stripe'
const KEYS = { secretKey: 'sk_test_123', webhookSecret: 'whsec_test' }
const CUSTOMER = 'cus_123'
const ADDRESS = 'https://app.example.com/'

const event = {
  id: 'evt_123',
  object: 'event',
  type: 'customer.created',
  livemode: false,
  data: { object: { id: CUSTOMER, object: 'customer' } },
}

/** One call of each method, by its name: a new method does not compile without one. */
const callsOf = (
  billing: BillingProvider,
  deadline: number,
): Record<keyof BillingProvider, () => Promise<unknown>> => ({
  configured: () => billing.configured(),
  livemode: () => billing.livemode(),
  subscriptionsOf: () => billing.subscriptionsOf(CUSTOMER, deadline),
  createCustomer: () =>
    billing.createCustomer({ userId: 'u1', email: 'ada@example.com', name: 'Ada' }, 'customer-key', deadline),
  pricesOf: () => billing.pricesOf(LOOKUP_KEYS, deadline),
  createCheckout: () =>
    billing.createCheckout(
      {
        customer: CUSTOMER,
        userId: 'u1',
        priceId: 'price_123',
        successUrl: `${ADDRESS}?checkout=success`,
        cancelUrl: ADDRESS,
        trialDays: 14,
        idempotencyKey: 'checkout-key',
      },
      deadline,
    ),
  endOlderCheckouts: () => billing.endOlderCheckouts(CUSTOMER, 'cs_123', deadline),
  createPortal: () => billing.createPortal(CUSTOMER, ADDRESS, deadline),
  invoicesOf: () => billing.invoicesOf(CUSTOMER, { limit: 10, after: null }, deadline),
  newsIn: () => {
    const body = JSON.stringify(event)
    return billing.newsIn(Buffer.from(body), signatureOf(body, KEYS.webhookSecret), Date.now())
  },
  allSubscriptions: () => billing.allSubscriptions(null, deadline),
  deletedCustomers: () => billing.deletedCustomers(Math.floor(Date.now() / 1000) - 3_600, deadline),
})

const useKeys = async (directory: string) => {
  const secrets = await startSecrets(directory, await freePort(), { [SECRET_ID]: JSON.stringify(KEYS) })
  Object.assign(process.env, {
    ...NEEDED_VARIABLES,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    STRIPE_SECRET_ID: SECRET_ID,
    BILLING: 'stripe',
  })
  return secrets
}

const run = async (): Promise<number> => {
  const directory = mkdtempSync(resolve(tmpdir(), 'stripe-mock-'))
  const secrets = await useKeys(directory)
  let failed = 0
  try {
    const { stripeBilling } = await import('../../lib/providers/stripe/stripe-billing.ts')
    for (const [name, call] of Object.entries(callsOf(stripeBilling, Date.now() + 60_000))) {
      try {
        console.log(`ok ${name} ${JSON.stringify(await call())}`)
      } catch (error) {
        failed += 1
        console.log(`FAILED ${name}: ${error}`)
      }
    }
  } finally {
    await secrets.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  return failed
}

process.exitCode = (await run()) === 0 ? 0 : 1
