import type { BillingProvider } from '../../../lib/domain/billing/billing-provider.ts'
import { newUlid } from '../../../lib/platform/ids.ts'
import type { Run } from '../../../lib/platform/schedule/run.ts'
import type { BillingApi } from '../../support/billing-api.ts'
import { AMPLE_MS } from '../../support/timing.ts'

export type Reconcile = (run: Run, provider?: Partial<BillingProvider>) => Promise<Record<string, unknown>>

/** The job with Stripe, and with what `provider` does instead. Call it when the API of billing has started. */
export const loadReconcile = async (): Promise<Reconcile> => {
  const { reconcileBilling } = await import('../../../lib/domain/billing/reconcile.service.ts')
  const { stripeBilling } = await import('../../../lib/providers/stripe/stripe-billing.ts')
  return (run, provider) => reconcileBilling(run, { ...stripeBilling, ...provider })
}

export const run = (ms = AMPLE_MS): Run => ({
  requestId: newUlid(),
  deadline: Date.now() + ms,
  now: Date.now,
  newId: newUlid,
  agent: 'billing-reconcile',
})

/** A run whose time ends with the first page, however fast that is read. */
export const runOfOnePage = (api: BillingApi): Run => {
  const before = api.fake.received.length
  const pages = () => api.fake.received.slice(before).filter((call) => call === 'GET /v1/subscriptions').length
  return { ...run(), now: () => Date.now() + pages() * AMPLE_MS }
}
