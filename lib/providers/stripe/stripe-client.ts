import Stripe from 'stripe'
import { billingNotConfigured } from '../../domain/billing/billing-errors.ts'
import { BillingUnavailable, CustomerGone } from '../../domain/billing/billing-provider.ts'
import { config } from '../../platform/config/config.ts'
import { AppError } from '../../platform/errors.ts'
import { log } from '../../platform/log/log.ts'
import type { Outcome } from '../../platform/outbound/circuit-breaker.ts'
import { throughCircuit } from '../../platform/outbound/circuits.ts'
import { stripeSecret } from './stripe-keys.ts'

/** A request to Stripe that takes longer has failed. */
const LONGEST_MS = 10_000
const RETRIES = 2

let made: { key: string; client: Stripe } | undefined

/** The client for a key. It repeats what failed on the way, with the same idempotency key. */
const clientFor = (key: string): Stripe => {
  if (made?.key === key) return made.client
  const { protocol, hostname, port } = new URL(config().STRIPE_API_BASE)
  const client = new Stripe(key, {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    ...(port && { port }),
    timeout: LONGEST_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
  })
  made = { key, client }
  return client
}

export type Options = { timeout: number; idempotencyKey?: string }

/**
 * Makes a call to Stripe that ends by the deadline, epoch ms. A refused key is read again once, because it may have been
 * rotated. @throws 503 BILLING_NOT_CONFIGURED without a key; BillingUnavailable when Stripe does not answer, and for what
 * `call` throws other than AppError. Errors of Stripe that name what is wrong with the request pass as they are.
 */
export const calling = async <T>(
  deadline: number,
  call: (client: Stripe, options: Options) => Promise<T>,
): Promise<T> => {
  const keys = await stripeSecret.read(Date.now())
  if (!keys) throw billingNotConfigured()
  try {
    return await once(keys.secretKey, deadline, call)
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeAuthenticationError)) throw error
    const renewed = await stripeSecret.reread(Date.now())
    if (!renewed || renewed.secretKey === keys.secretKey) throw unavailableBecause(error)
    return once(renewed.secretKey, deadline, call)
  }
}

const once = async <T>(
  key: string,
  deadline: number,
  call: (client: Stripe, options: Options) => Promise<T>,
): Promise<T> => {
  const timeout = Math.min(LONGEST_MS, deadline - Date.now())
  if (timeout <= 0) throw new BillingUnavailable('There is no time left to ask Stripe')
  const attempt = () =>
    call(clientFor(key), { timeout }).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    )
  const result = await throughCircuit('stripe', attempt, outcomeOf)
  if (result === null) throw new BillingUnavailable('Stripe has failed several times and is not asked for a while')
  if ('value' in result) return result.value
  const { error } = result
  if (isRefusal(error) || error instanceof AppError || error instanceof BillingUnavailable) throw error
  throw unavailableBecause(error)
}

/** Stripe understood the request and says no: nothing is wrong with Stripe. */
const isRefusal = (error: unknown): boolean =>
  error instanceof CustomerGone ||
  error instanceof Stripe.errors.StripeInvalidRequestError ||
  error instanceof Stripe.errors.StripeAuthenticationError ||
  error instanceof Stripe.errors.StripePermissionError

/** Being rate limited says nothing about Stripe's health. */
const outcomeOf = (result: { value: unknown } | { error: unknown }): Outcome => {
  if ('value' in result || isRefusal(result.error)) return 'success'
  return result.error instanceof Stripe.errors.StripeRateLimitError ? 'unknown' : 'failure'
}

/** Whether Stripe failed inside: it repeats that answer for the same idempotency key for a day. */
export const isKeptFailure = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 0) >= 500

/** Its message never holds a key or an address: Stripe's own texts may, so only type and code are kept. */
const unavailableBecause = (error: unknown): BillingUnavailable => {
  const { type = 'unknown', code, statusCode, requestId } = (error ?? {}) as Partial<Stripe.errors.StripeError>
  log('error', 'stripe failed', { type, code, statusCode, stripeRequestId: requestId })
  return new BillingUnavailable(`Stripe does not answer (${[type, code, statusCode].filter(Boolean).join(', ')})`)
}

/** Whether Stripe says that an object is not there (any more). */
export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing'
