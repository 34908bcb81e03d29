import * as z from 'zod'
import type { Books } from './books.ts'
import { expireSession, openSession } from './checkout.ts'
import { invalid } from './failures.ts'
import { listOf } from './lists.ts'
import { ignored, integer, metadata, page, text } from './params.ts'
import { type Route, route } from './routes.ts'

const expand = { expand: ignored }
const none = z.strictObject(expand)
const trialSettings = z.strictObject({
  end_behavior: z.strictObject({ missing_payment_method: z.enum(['cancel', 'create_invoice', 'pause']) }),
})

const NewSession = z.strictObject({
  ...expand,
  mode: z.literal('subscription', { error: 'The stand-in knows subscription mode only' }),
  line_items: z.array(z.strictObject({ price: text, quantity: integer.optional() })).min(1),
  success_url: text,
  cancel_url: text.optional(),
  customer: text.optional(),
  customer_email: text.optional(),
  client_reference_id: text.max(200).optional(),
  expires_at: integer.optional(),
  metadata: metadata.optional(),
  payment_method_collection: z.enum(['always', 'if_required']).optional(),
  subscription_data: z
    .strictObject({
      trial_period_days: integer.pipe(z.number().min(1)).optional(),
      trial_settings: trialSettings.optional(),
      metadata: metadata.optional(),
      description: ignored,
    })
    .optional(),
  allow_promotion_codes: ignored,
  automatic_tax: ignored,
  billing_address_collection: ignored,
  customer_update: ignored,
  locale: ignored,
  tax_id_collection: ignored,
  ui_mode: ignored,
})

const SESSIONS = '/v1/checkout/sessions'
const SessionList = z.strictObject({
  ...expand,
  ...page,
  customer: text.optional(),
  status: z.enum(['complete', 'expired', 'open']).optional(),
  subscription: text.optional(),
})

const openFrom = (books: Books, wanted: z.output<typeof NewSession>) => {
  const [line] = wanted.line_items
  if (!line) throw invalid('Missing required param: line_items.', { code: 'parameter_missing', param: 'line_items' })
  if (wanted.customer && wanted.customer_email) {
    throw invalid('You may only specify one of these parameters: customer, customer_email.')
  }
  const data = wanted.subscription_data
  return openSession(books, {
    customer: wanted.customer,
    customerEmail: wanted.customer_email,
    clientReferenceId: wanted.client_reference_id,
    expiresAt: wanted.expires_at,
    metadata: wanted.metadata,
    successUrl: wanted.success_url,
    cancelUrl: wanted.cancel_url,
    offer: {
      price: line.price,
      quantity: line.quantity ?? 1,
      trialDays: data?.trial_period_days ?? 0,
      whenCardMissing: data?.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
      needsCard: wanted.payment_method_collection !== 'if_required',
      metadata: data?.metadata ?? {},
    },
  })
}

export const checkoutRoutes: Route[] = [
  route('GET', SESSIONS, SessionList, ({ store }, { customer, status, subscription, ...paging }) => {
    store.known('customer', customer, 'customer')
    const rows = store
      .all('checkout.session')
      .filter((one) => customer === undefined || one.customer === customer)
      .filter((one) => status === undefined || one.status === status)
      .filter((one) => subscription === undefined || one.subscription === subscription)
    return listOf(SESSIONS, rows, paging)
  }),
  route('GET', `${SESSIONS}/:id`, none, ({ store }, _, id) => store.get('checkout.session', id)),
  route('POST', SESSIONS, NewSession, openFrom),
  route('POST', `${SESSIONS}/:id/expire`, none, (books, _, id) =>
    expireSession(books, books.store.get('checkout.session', id)),
  ),
]
