import * as z from 'zod'
import { listOf } from './lists.ts'
import { flag, ignored, page, text } from './params.ts'
import { type Route, route } from './routes.ts'

const expand = { expand: ignored }
const none = z.strictObject(expand)
const InvoiceList = z.strictObject({
  ...expand,
  ...page,
  customer: text.optional(),
  subscription: text.optional(),
  status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
})

const EventList = z.strictObject({
  ...expand,
  ...page,
  type: text.optional(),
  types: z.array(text).max(20).optional(),
  delivery_success: flag.optional(),
})

/** `customer.*` names all types that begin so. */
const isOfType = (type: string, wanted: string): boolean =>
  wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted

/** Reading of invoices and events. */
export const recordRoutes: Route[] = [
  route('GET', '/v1/invoices', InvoiceList, ({ store }, { customer, subscription, status, ...paging }) => {
    store.known('customer', customer, 'customer')
    const rows = store
      .all('invoice')
      .filter((one) => customer === undefined || one.customer === customer)
      .filter((one) => subscription === undefined || one.parent?.subscription_details?.subscription === subscription)
      .filter((one) => status === undefined || one.status === status)
    return listOf('/v1/invoices', rows, paging)
  }),
  route('GET', '/v1/invoices/:id', none, ({ store }, _, id) => store.get('invoice', id)),
  route('GET', '/v1/events', EventList, ({ store }, { type, types, delivery_success: delivered, ...paging }) => {
    const wanted = type === undefined ? types : [type]
    const rows = store
      .all('event')
      .filter((one) => !wanted || wanted.some((name) => isOfType(one.type, name)))
      .filter((one) => delivered === undefined || (store.deliveries.get(one.id)?.done ?? false) === delivered)
    return listOf('/v1/events', rows, paging)
  }),
  route('GET', '/v1/events/:id', none, ({ store }, _, id) => store.get('event', id)),
]
