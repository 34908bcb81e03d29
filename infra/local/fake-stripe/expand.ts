import { invalid } from './failures.ts'
import { listOf } from './lists.ts'
import type { Store } from './store.ts'
import type { Price } from './wire-types.ts'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields that Stripe leaves out until they are asked for. */
const included = (store: Store, one: Json, name: string): unknown => {
  if (one.object === 'customer' && name === 'subscriptions') {
    const own = store.all('subscription').filter(({ customer, status }) => customer === one.id && status !== 'canceled')
    return structuredClone(listOf(`/v1/customers/${one.id}/subscriptions`, own))
  }
  if (one.object === 'checkout.session' && name === 'line_items') {
    const offer = store.offers.get(String(one.id))
    const price = offer && store.find('price', offer.price)
    if (offer && price) return lineItems(String(one.id), price, offer.quantity)
  }
  return undefined
}

const lineItems = (session: string, price: Price, quantity: number) => {
  const amount = (price.unit_amount ?? 0) * quantity
  const item = {
    id: session.replace('cs_test', 'li'),
    object: 'item',
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: null,
    price: structuredClone(price),
    quantity,
  }
  return { object: 'list', data: [item], has_more: false, url: `/v1/checkout/sessions/${session}/line_items` }
}

const expandPath = (store: Store, target: unknown, [name, ...rest]: string[], whole: string): void => {
  if (Array.isArray(target)) {
    for (const one of target) expandPath(store, one, name === undefined ? [] : [name, ...rest], whole)
    return
  }
  if (name === undefined || !isObject(target)) return
  if (!(name in target)) target[name] = included(store, target, name)
  const value = target[name]
  if (value === undefined) {
    throw invalid(`This property cannot be expanded (${whole}).`, { param: 'expand' })
  }
  const stored = typeof value === 'string' ? store.any(value) : undefined
  if (stored) target[name] = store.isDeleted(stored.id) ? deletedOf(stored) : structuredClone(stored)
  expandPath(store, target[name], rest, whole)
}

const OFFERED = 'features.subscription_update.products'

/** What a portal offers to switch to is left out of its configuration until it is asked for. */
const hideOffered = (answer: object): void => {
  const rows: unknown[] = 'data' in answer && Array.isArray(answer.data) ? answer.data : [answer]
  for (const row of rows) {
    if (!isObject(row) || row.object !== 'billing_portal.configuration' || !isObject(row.features)) continue
    const update = row.features.subscription_update
    if (isObject(update)) delete update.products
  }
}

export const deletedOf = ({ id, object }: { id: string; object: string }) => ({ id, object, deleted: true })

/**
 * A copy of the answer with objects in the place of the ids at `expand`, at most four levels deep.
 * @throws StripeFailure 400 where there is no such field, as Stripe does.
 */
export const expanded = (store: Store, answer: object, expand: string[]): object => {
  const copy = structuredClone(answer)
  if (!expand.some((path) => path.endsWith(OFFERED))) hideOffered(copy)
  for (const path of expand) {
    const names = path.split('.')
    if (names.length > 4) throw invalid('You cannot expand more than 4 levels of a property.', { param: 'expand' })
    expandPath(store, copy, names, path)
  }
  return copy
}
