// `npm run billing:setup [-- --dry-run] [--live] [--return-url <address>]`: brings products, prices and the portal of the
// Stripe account behind STRIPE_SECRET_KEY to what lib/domain/billing/catalog.ts says. A second run changes nothing.

import { parseArgs } from 'node:util'
import { PLANS } from '../lib/domain/billing/catalog.ts'
import { accountOf } from './billing-setup/account.ts'
import { setUpBilling } from './billing-setup/setup.ts'

const DEFAULT_RETURN_URL = 'http://localhost:3000'

/** The first of the addresses that may be returned to is the app's. */
const returnAddress = (): string => {
  const { APP_URLS, ALLOWED_ORIGINS } = process.env
  return (APP_URLS || ALLOWED_ORIGINS || DEFAULT_RETURN_URL).split(',')[0]?.trim() || DEFAULT_RETURN_URL
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { 'dry-run': { type: 'boolean' }, live: { type: 'boolean' }, 'return-url': { type: 'string' } },
  })
  const { STRIPE_SECRET_KEY, STRIPE_API_BASE } = process.env
  const changes = await setUpBilling({
    stripe: accountOf(STRIPE_SECRET_KEY, STRIPE_API_BASE, values.live ?? false),
    plans: PLANS,
    returnUrl: values['return-url'] ?? returnAddress(),
    isDryRun: values['dry-run'] ?? false,
    report: (text) => console.log(text),
  })
  if (changes === 0) console.log('Nothing to change')
  else console.log(values['dry-run'] ? `${changes} changes to make` : `${changes} changes made`)
}

await run().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 2
})
