import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { PLANS } from '../../../lib/domain/billing/catalog.ts'
import { freePort } from '../ports.ts'
import type { Place, StandIn } from '../stand-ins.ts'
import { startFakeStripe } from './server.ts'
import { MODES } from './webhooks.ts'

/** `LIFEOS_FAKE_STRIPE=late,twice,shuffled` also says how its webhooks are sent; 1 only starts it. */
const modesIn = (value: string) =>
  value.split(',').flatMap((name) => {
    const mode = MODES.find((one) => one === name.trim())
    if (!mode && name.trim() !== '1') throw new Error(`LIFEOS_FAKE_STRIPE: ${name} is none of 1, ${MODES.join(', ')}`)
    return mode ? [mode] : []
  })

/** The stand-in for Stripe with the catalog's prices, for one run of the local cloud. */
export const startStripe = async ({ api, port, directory, reset }: Place, value: string): Promise<StandIn> => {
  const modes = modesIn(value)
  const file = resolve(directory, 'stripe.json')
  if (reset) rmSync(file, { force: true })
  const fake = await startFakeStripe({
    port: await freePort(port),
    webhookUrl: `${api.replace('localhost', '127.0.0.1')}/api/v1/webhooks/stripe`,
    file,
    catalog: PLANS.filter(({ prices }) => prices.length > 0),
    modes,
  })
  const { secretKey, webhookSecret } = fake
  return {
    secrets: { stripe: { secretKey, webhookSecret } },
    env: { STRIPE_API_BASE: fake.endpoint },
    page: { name: 'Stripe', url: `${fake.books.base}/control` },
    ready: fake.webhooks.resume,
    stop: fake.stop,
  }
}
