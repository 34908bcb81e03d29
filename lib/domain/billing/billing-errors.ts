import { AppError } from '../../platform/errors.ts'
import { type BillingProvider, BillingUnavailable } from './billing-provider.ts'
import { isBillingOn } from './entitlements.ts'

export const billingNotConfigured = () =>
  new AppError(503, 'BILLING_NOT_CONFIGURED', 'Subscriptions are not available: no Stripe key is configured')

/** Whether plans can be bought: billing is on, and there is a key. */
export const isForSale = async (provider: BillingProvider): Promise<boolean> =>
  isBillingOn() && (await provider.configured())

/** @throws 502 for what went wrong at Stripe, instead of BillingUnavailable. */
export const answeringForStripe = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof BillingUnavailable)) throw error
    throw new AppError(502, 'BILLING_ERROR', 'Stripe does not answer, please try again later')
  }
}

/** Work that needs Stripe. @throws 503 BILLING_NOT_CONFIGURED without a key, 502 BILLING_ERROR when Stripe does not answer. */
export const billing = async <T>(provider: BillingProvider, work: () => Promise<T>): Promise<T> => {
  if (!(await isForSale(provider))) throw billingNotConfigured()
  return answeringForStripe(work)
}
