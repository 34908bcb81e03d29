import * as z from 'zod'
import { deleteCustomer, newCustomer } from './customers.ts'
import { deletedOf } from './expand.ts'
import { listOf } from './lists.ts'
import { clearable, ignored, metadata, page, text } from './params.ts'
import { mergeMetadata, type Route, route } from './routes.ts'

const expand = { expand: ignored }
const none = z.strictObject(expand)

const CustomerFields = {
  email: clearable(text).optional(),
  name: clearable(text).optional(),
  description: clearable(text).optional(),
  phone: clearable(text).optional(),
  metadata: metadata.optional(),
  address: ignored,
  preferred_locales: ignored,
  tax: ignored,
}

const CustomerUpdate = z.strictObject({
  ...expand,
  ...CustomerFields,
  invoice_settings: z.strictObject({ default_payment_method: clearable(text).optional() }).optional(),
})

export const customerRoutes: Route[] = [
  route(
    'GET',
    '/v1/customers',
    z.strictObject({ ...expand, ...page, email: text.optional() }),
    ({ store }, { email, ...paging }) =>
      listOf(
        '/v1/customers',
        store.all('customer').filter((one) => email === undefined || one.email === email),
        paging,
      ),
  ),
  route('GET', '/v1/customers/:id', none, ({ store }, _, id) => {
    const gone = store.isDeleted(id) ? store.any(id) : undefined
    return gone?.object === 'customer' ? deletedOf(gone) : store.get('customer', id)
  }),
  route('POST', '/v1/customers', z.strictObject({ ...expand, ...CustomerFields }), ({ store, emit }, wanted) => {
    const customer = store.put(newCustomer(wanted))
    emit('customer.created', customer)
    return customer
  }),
  route('POST', '/v1/customers/:id', CustomerUpdate, ({ store, emit }, wanted, id) => {
    const customer = store.get('customer', id)
    const before = structuredClone(customer)
    const { email, name, description, phone } = wanted
    for (const [field, value] of Object.entries({ email, name, description, phone })) {
      if (value !== undefined) Object.assign(customer, { [field]: value })
    }
    Object.assign(customer.invoice_settings, wanted.invoice_settings)
    customer.metadata = mergeMetadata(customer.metadata, wanted.metadata)
    emit('customer.updated', customer, before)
    return customer
  }),
  route('DELETE', '/v1/customers/:id', none, (books, _, id) => {
    deleteCustomer(books, id)
    return { id, object: 'customer', deleted: true }
  }),
]
