import * as z from 'zod'
import { newPrice, newProduct } from './catalog-objects.ts'
import { invalid } from './failures.ts'
import { listOf } from './lists.ts'
import { clearable, flag, ignored, integer, metadata, page, text } from './params.ts'
import { mergeMetadata, type Route, route } from './routes.ts'
import { type Store, seconds } from './store.ts'
import type { Price } from './wire-types.ts'

const expand = { expand: ignored }
const none = z.strictObject(expand)

const NewProduct = z.strictObject({
  ...expand,
  id: text.optional(),
  name: text,
  active: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  statement_descriptor: ignored,
  tax_code: ignored,
  unit_label: ignored,
  url: ignored,
})

const ProductUpdate = z.strictObject({
  ...expand,
  name: text.optional(),
  active: flag.optional(),
  description: clearable(text).optional(),
  default_price: text.optional(),
  metadata: metadata.optional(),
})

const products: Route[] = [
  route(
    'GET',
    '/v1/products',
    z.strictObject({ ...expand, ...page, active: flag.optional(), ids: z.array(text).optional() }),
    ({ store }, { active, ids, ...paging }) => {
      const rows = store
        .all('product')
        .filter((one) => (active === undefined || one.active === active) && (!ids || ids.includes(one.id)))
      return listOf('/v1/products', rows, paging)
    },
  ),
  route('GET', '/v1/products/:id', none, ({ store }, _, id) => store.get('product', id)),
  route('POST', '/v1/products', NewProduct, ({ store, emit }, wanted) => {
    if (wanted.id && store.any(wanted.id)) {
      throw invalid('Product already exists.', { code: 'resource_already_exists' })
    }
    const product = store.put(newProduct(wanted))
    emit('product.created', product)
    return product
  }),
  route('POST', '/v1/products/:id', ProductUpdate, ({ store, emit }, { expand: _, metadata: more, ...wanted }, id) => {
    const product = store.get('product', id)
    const before = structuredClone(product)
    Object.assign(product, wanted, { metadata: mergeMetadata(product.metadata, more), updated: seconds() })
    emit('product.updated', product, before)
    return product
  }),
]

const recurring = z.strictObject({
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: integer.optional(),
  usage_type: z.literal('licensed').optional(),
})

const PriceList = z.strictObject({
  ...expand,
  ...page,
  active: flag.optional(),
  currency: text.optional(),
  lookup_keys: z.array(text).max(10, 'You can specify up to 10 lookup_keys.').optional(),
  product: text.optional(),
  type: z.enum(['one_time', 'recurring']).optional(),
  recurring: z.strictObject({ interval: text.optional(), usage_type: text.optional() }).optional(),
})

const NewPrice = z.strictObject({
  ...expand,
  currency: text,
  product: text,
  unit_amount: integer,
  recurring: recurring.optional(),
  lookup_key: text.max(200).optional(),
  transfer_lookup_key: flag.optional(),
  nickname: text.optional(),
  metadata: metadata.optional(),
  tax_behavior: ignored,
  active: flag.optional(),
})

const PriceUpdate = z.strictObject({
  ...expand,
  active: flag.optional(),
  lookup_key: clearable(text.max(200)).optional(),
  transfer_lookup_key: flag.optional(),
  nickname: clearable(text).optional(),
  metadata: metadata.optional(),
})

/** A lookup key names one price: taking it over needs transfer_lookup_key. */
const claimKey = (store: Store, key: string | null | undefined, transfer = false, own?: string): void => {
  const holder = key ? store.all('price').find((one) => one.lookup_key === key && one.id !== own) : undefined
  if (!holder) return
  if (!transfer) throw invalid(`A price (\`${holder.id}\`) already uses that lookup key.`, { param: 'lookup_key' })
  holder.lookup_key = null
}

const matches = (price: Price, wanted: z.output<typeof PriceList>): boolean =>
  (wanted.active === undefined || price.active === wanted.active) &&
  (wanted.currency === undefined || price.currency === wanted.currency) &&
  (wanted.product === undefined || price.product === wanted.product) &&
  (wanted.type === undefined || price.type === wanted.type) &&
  (wanted.recurring?.interval === undefined || price.recurring?.interval === wanted.recurring.interval) &&
  (!wanted.lookup_keys || (price.lookup_key !== null && wanted.lookup_keys.includes(price.lookup_key)))

const prices: Route[] = [
  route('GET', '/v1/prices', PriceList, ({ store }, wanted) => {
    const rows = store.all('price').filter((price) => matches(price, wanted))
    return listOf('/v1/prices', rows, wanted)
  }),
  route('GET', '/v1/prices/:id', none, ({ store }, _, id) => store.get('price', id)),
  route('POST', '/v1/prices', NewPrice, ({ store, emit }, wanted) => {
    const { id: product } = store.get('product', wanted.product, 'product')
    claimKey(store, wanted.lookup_key, wanted.transfer_lookup_key)
    const price = store.put(
      newPrice({
        product,
        currency: wanted.currency,
        unitAmount: wanted.unit_amount,
        interval: wanted.recurring?.interval ?? null,
        intervalCount: wanted.recurring?.interval_count,
        lookupKey: wanted.lookup_key,
        nickname: wanted.nickname,
        metadata: wanted.metadata,
      }),
    )
    emit('price.created', price)
    return price
  }),
  route('POST', '/v1/prices/:id', PriceUpdate, ({ store, emit }, wanted, id) => {
    const { expand: _, transfer_lookup_key: transfer, metadata: more, ...fields } = wanted
    const price = store.get('price', id)
    const before = structuredClone(price)
    claimKey(store, fields.lookup_key, transfer, id)
    Object.assign(price, fields, { metadata: mergeMetadata(price.metadata, more) })
    emit('price.updated', price, before)
    return price
  }),
]

export const catalogRoutes: Route[] = [...products, ...prices]
