import { randomBytes } from 'node:crypto'
import type { Books } from './books.ts'
import { newId, seconds } from './store.ts'
import { endNow } from './subscriptions.ts'
import type { Customer } from './wire-types.ts'

type NewCustomer = {
  email?: string | null
  name?: string | null
  description?: string | null
  phone?: string | null
  metadata?: Record<string, string>
}

export const newCustomer = ({ email, name, description, phone, metadata }: NewCustomer): Customer => ({
  id: newId('cus'),
  object: 'customer',
  address: null,
  balance: 0,
  created: seconds(),
  currency: null,
  customer_account: null,
  default_source: null,
  delinquent: false,
  description: description ?? null,
  discount: null,
  email: email ?? null,
  invoice_prefix: randomBytes(4).toString('hex').toUpperCase(),
  invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
  livemode: false,
  metadata: metadata ?? {},
  name: name ?? null,
  next_invoice_sequence: 1,
  phone: phone ?? null,
  preferred_locales: [],
  shipping: null,
  tax_exempt: 'none',
  test_clock: null,
})

/** Deletes a customer and ends all of its subscriptions at once, as Stripe does. */
export const deleteCustomer = (books: Books, id: string): void => {
  const { store, emit } = books
  const customer = store.get('customer', id)
  for (const one of store.all('subscription').filter((sub) => sub.customer === id && sub.status !== 'canceled')) {
    endNow(books, one)
  }
  store.delete(id)
  emit('customer.deleted', customer)
}
