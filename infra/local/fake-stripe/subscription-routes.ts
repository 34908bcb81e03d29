import * as z from 'zod'
import { changePrice, resume } from './billing-cycle.ts'
import type { Books } from './books.ts'
import { invalid } from './failures.ts'
import { listOf } from './lists.ts'
import { clearable, flag, ignored, integer, metadata, page, text } from './params.ts'
import { mergeMetadata, type Route, route } from './routes.ts'
import { seconds } from './store.ts'
import { alive, changed, endNow, isOver, itemOf, setCancelAt } from './subscriptions.ts'
import type { Subscription } from './wire-types.ts'

const expand = { expand: ignored }
const none = z.strictObject(expand)
const STATUSES = [
  'active',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
] as const
const SubscriptionList = z.strictObject({
  ...expand,
  ...page,
  customer: text.optional(),
  price: text.optional(),
  status: z.enum([...STATUSES, 'all', 'ended']).optional(),
})

const hasStatus = (one: Subscription, wanted: z.output<typeof SubscriptionList>['status']): boolean => {
  if (wanted === undefined) return one.status !== 'canceled'
  if (wanted === 'all') return true
  return wanted === 'ended' ? isOver(one) : one.status === wanted
}

const SubscriptionUpdate = z.strictObject({
  ...expand,
  cancel_at_period_end: flag.optional(),
  cancel_at: clearable(z.union([z.enum(['min_period_end', 'max_period_end']), integer])).optional(),
  items: z
    .array(z.strictObject({ id: text.optional(), price: text.optional(), quantity: integer.optional() }))
    .optional(),
  metadata: metadata.optional(),
  pause_collection: clearable(
    z.strictObject({
      behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
      resumes_at: integer.optional(),
    }),
  ).optional(),
  proration_behavior: z.enum(['always_invoice', 'create_prorations', 'none']).optional(),
  trial_end: z.union([z.literal('now'), integer]).optional(),
  default_payment_method: clearable(text).optional(),
  description: ignored,
  payment_behavior: ignored,
})

const SUBSCRIPTIONS = '/v1/subscriptions'

const update = (books: Books, wanted: z.output<typeof SubscriptionUpdate>, id: string): object => {
  const subscription = alive(books, id)
  const [line] = wanted.items ?? []
  if (line?.id && line.id !== itemOf(subscription).id) {
    throw invalid(`No such subscription item: '${line.id}'`, { code: 'resource_missing', param: 'items[0][id]' })
  }
  if (line?.price) {
    const price = books.store.get('price', line.price, 'items[0][price]')
    changePrice(books, subscription, price, wanted.proration_behavior ?? 'create_prorations')
  }
  return changed(books, subscription, () => applyFields(subscription, wanted))
}

const applyFields = (subscription: Subscription, wanted: z.output<typeof SubscriptionUpdate>): void => {
  const end = itemOf(subscription).current_period_end
  subscription.metadata = mergeMetadata(subscription.metadata, wanted.metadata)
  if (wanted.cancel_at_period_end !== undefined) {
    subscription.cancel_at_period_end = wanted.cancel_at_period_end
    setCancelAt(subscription, wanted.cancel_at_period_end ? end : null)
  }
  if (wanted.cancel_at !== undefined)
    setCancelAt(subscription, typeof wanted.cancel_at === 'string' ? end : wanted.cancel_at)
  if (wanted.pause_collection !== undefined) {
    const { pause_collection: pause } = wanted
    subscription.pause_collection = pause && { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null }
  }
  if (wanted.default_payment_method !== undefined) subscription.default_payment_method = wanted.default_payment_method
  if (wanted.trial_end !== undefined) {
    subscription.trial_end = wanted.trial_end === 'now' ? seconds() : wanted.trial_end
    subscription.status = wanted.trial_end === 'now' ? 'active' : 'trialing'
  }
}

export const subscriptionRoutes: Route[] = [
  route('GET', SUBSCRIPTIONS, SubscriptionList, ({ store }, { customer, price, status, ...paging }) => {
    store.known('customer', customer, 'customer')
    const rows = store
      .all('subscription')
      .filter((one) => customer === undefined || one.customer === customer)
      .filter((one) => price === undefined || itemOf(one).price.id === price)
      .filter((one) => hasStatus(one, status))
    return listOf(SUBSCRIPTIONS, rows, paging)
  }),
  route('GET', `${SUBSCRIPTIONS}/:id`, none, ({ store }, _, id) => store.get('subscription', id)),
  route('POST', `${SUBSCRIPTIONS}/:id`, SubscriptionUpdate, update),
  route(
    'POST',
    `${SUBSCRIPTIONS}/:id/resume`,
    z.strictObject({ ...expand, billing_cycle_anchor: ignored, proration_behavior: ignored }),
    (books, _, id) => resume(books, alive(books, id)),
  ),
  route(
    'DELETE',
    `${SUBSCRIPTIONS}/:id`,
    z.strictObject({
      ...expand,
      cancellation_details: ignored,
      invoice_now: flag.optional(),
      prorate: flag.optional(),
    }),
    (books, _, id) => {
      const subscription = books.store.get('subscription', id)
      if (isOver(subscription))
        throw invalid(`No such subscription: '${id}'`, { code: 'resource_missing', param: 'id' })
      return endNow(books, subscription)
    },
  ),
]
