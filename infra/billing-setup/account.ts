import Stripe from 'stripe'

const TEST_KEY = /^(sk|rk)_test_\w+$/
const LIVE_KEY = /^(sk|rk)_live_\w+$/

/**
 * The account to set up, by its secret or restricted key.
 * @throws Error when there is no such key, or it is a live key and `live` is not set. The message holds no key.
 */
export const accountOf = (key: string | undefined, apiBase: string | undefined, live: boolean): Stripe => {
  if (!key) throw new Error('STRIPE_SECRET_KEY is not set')
  if (LIVE_KEY.test(key) && !live) {
    throw new Error('STRIPE_SECRET_KEY is a key of live mode. Try it in test mode first; --live allows it')
  }
  if (!LIVE_KEY.test(key) && !TEST_KEY.test(key)) {
    throw new Error('STRIPE_SECRET_KEY is not a secret (sk_…) or restricted key (rk_…) of Stripe')
  }
  return new Stripe(key, { ...addressOf(apiBase), maxNetworkRetries: 3, timeout: 20_000, telemetry: false })
}

const addressOf = (apiBase: string | undefined) => {
  if (!apiBase) return {}
  const { hostname, port, protocol } = new URL(apiBase)
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const)
  return { host: hostname, port: port ? Number(port) : scheme === 'http' ? 80 : 443, protocol: scheme }
}
