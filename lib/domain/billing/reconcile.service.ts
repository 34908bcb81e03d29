import { setTimeout as sleep } from 'node:timers/promises'
import { inParallel } from '../../platform/batches.ts'
import { logWithMetrics } from '../../platform/log/log.ts'
import { personContext, type Run, type Summary } from '../../platform/schedule/run.ts'
import { isForSale } from './billing-errors.ts'
import type { BillingProvider, StripeSubscription } from './billing-provider.ts'
import { loadProgress, saveProgress } from './reconcile.repository.ts'
import type { Subscription } from './subscription.kind.ts'
import { loadSubscriptions, ownersOf } from './subscription.repository.ts'
import { boughtBy, changeTo } from './subscription.ts'
import { syncSubscription } from './sync.service.ts'

/** Twenty requests a second: Stripe takes 25 in test mode and 100 in live mode, and webhooks need some of them. */
const BETWEEN_MS = 50
/** A run ends this long before its deadline: what a page still needs. */
const PAGE_MS = 20_000
const PARALLEL = 4
const MONTH_S = 30 * 86_400

type Row = { customer: string; subscription: StripeSubscription }
type Owned = Row & { userId: string; stored: Subscription }

/**
 * Reads every subscription of the account, page by page, and stores what differs, in case webhooks were lost. A run
 * that runs out of time is continued by the next one. It may run at the same time as webhooks and other runs.
 * @throws BillingUnavailable when Stripe does not answer; the page is read again by the next run.
 */
export const reconcileBilling = async (run: Run, provider: BillingProvider): Promise<Summary> => {
  if (!(await isForSale(provider))) return { configured: false }
  const counts = { read: 0, ofNobody: 0, mended: 0 }
  let { cursor, sweptAt } = await loadProgress(run.deadline)
  const startedAt = Math.floor(run.now() / 1_000)
  do {
    if (run.now() + PAGE_MS > run.deadline) return { finished: false, ...counts }
    const page = await readPage(run, provider, cursor)
    counts.read += page.rows.length
    const owned = await ownedOf(run, page.rows)
    counts.ofNobody += page.rows.length - owned.length
    counts.mended += await mend(run, provider, customersIn(owned.filter((row) => isSuspect(row, run.now()))))
    cursor = page.next
    await saveProgress({ cursor, sweptAt }, run.deadline)
    await sleep(BETWEEN_MS)
  } while (cursor !== null)
  const gone = await provider.deletedCustomers(Math.max(sweptAt, startedAt - MONTH_S), run.deadline)
  const owners = await ownersOf(gone, run)
  counts.mended += await mend(run, provider, owners)
  sweptAt = startedAt
  await saveProgress({ cursor: null, sweptAt }, run.deadline)
  return { finished: true, ...counts }
}

/** A page; after an error that Stripe blames on the cursor, the next run begins anew. */
const readPage = async (run: Run, provider: BillingProvider, cursor: string | null) => {
  try {
    return await provider.allSubscriptions(cursor, run.deadline)
  } catch (error) {
    if (cursor !== null && isRefused(error)) await saveProgress({ cursor: null, sweptAt: 0 }, run.deadline)
    throw error
  }
}

const isRefused = (error: unknown): boolean => (error as { statusCode?: number }).statusCode === 400

/** The rows whose customer is stored with a person. Two round trips for 100 rows. */
const ownedOf = async (run: Run, rows: Row[]): Promise<Owned[]> => {
  const owners = await ownersOf(
    rows.map(({ customer }) => customer),
    run,
  )
  const stored = await loadSubscriptions([...new Set(owners.values())], run)
  return rows.flatMap((row) => {
    const userId = owners.get(row.customer)
    const subscription = userId === undefined ? undefined : stored.get(userId)
    if (userId === undefined || subscription?.stripeCustomerId !== row.customer) return []
    return [{ ...row, userId, stored: subscription }]
  })
}

/** Whether all of the customer's subscriptions have to be read: this one differs, or is not the one that is stored. */
const isSuspect = ({ subscription, stored }: Owned, now: number): boolean =>
  subscription.id === stored.stripeSubscriptionId
    ? changeTo(stored, boughtBy(subscription, stored.planTier), now) !== null
    : stored.stripeSubscriptionId === null || !['canceled', 'incomplete_expired'].includes(subscription.status)

const customersIn = (rows: Owned[]): Map<string, string> =>
  new Map(rows.map(({ customer, userId }) => [customer, userId]))

/**
 * How many of these customers' subscriptions were not as Stripe has them; counted also in a run that ends before the sweep
 * does. `owners`: people by customer.
 */
const mend = async (run: Run, provider: BillingProvider, owners: Map<string, string>): Promise<number> => {
  let mended = 0
  try {
    await inParallel([...owners], PARALLEL, async ([customer, userId]) => {
      if (await syncSubscription(personContext(run, userId), provider, { customer })) mended += 1
      await sleep(BETWEEN_MS * PARALLEL)
    })
  } finally {
    noteDifferences(run, mended)
  }
  return mended
}

const noteDifferences = ({ requestId }: Run, mended: number): void => {
  if (mended > 0)
    logWithMetrics(
      'error',
      'subscriptions differed from Stripe',
      { requestId, mended },
      {},
      { BillingDifferences: mended },
    )
}
