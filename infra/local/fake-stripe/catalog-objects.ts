import { newId, type Store, seconds } from './store.ts'
import type { Price, Product } from './wire-types.ts'

type NewProduct = {
  id?: string
  name: string
  description?: string | null
  metadata?: Record<string, string>
  active?: boolean
}

export const newProduct = ({ id, name, description, metadata, active }: NewProduct): Product => ({
  id: id ?? newId('prod'),
  object: 'product',
  active: active ?? true,
  created: seconds(),
  default_price: null,
  description: description ?? null,
  images: [],
  livemode: false,
  marketing_features: [],
  metadata: metadata ?? {},
  name,
  package_dimensions: null,
  shippable: null,
  statement_descriptor: null,
  tax_code: null,
  tax_details: null,
  type: 'service',
  unit_label: null,
  updated: seconds(),
  url: null,
})

type NewPrice = {
  product: string
  currency: string
  unitAmount: number
  interval: 'day' | 'week' | 'month' | 'year' | null
  intervalCount?: number
  lookupKey?: string | null
  nickname?: string | null
  metadata?: Record<string, string>
}

export const newPrice = (wanted: NewPrice): Price => ({
  id: newId('price'),
  object: 'price',
  active: true,
  billing_scheme: 'per_unit',
  created: seconds(),
  currency: wanted.currency.toLowerCase(),
  custom_unit_amount: null,
  livemode: false,
  lookup_key: wanted.lookupKey ?? null,
  metadata: wanted.metadata ?? {},
  nickname: wanted.nickname ?? null,
  product: wanted.product,
  recurring: wanted.interval && {
    interval: wanted.interval,
    interval_count: wanted.intervalCount ?? 1,
    meter: null,
    usage_type: 'licensed',
    trial_period_days: null,
  },
  tax_behavior: 'unspecified',
  tiers_mode: null,
  transform_quantity: null,
  type: wanted.interval ? 'recurring' : 'one_time',
  unit_amount: wanted.unitAmount,
  unit_amount_decimal: String(wanted.unitAmount),
})

/** A product of the account that exists from the start, with its prices. */
export type CatalogProduct = {
  name: string
  description: string
  prices: { lookupKey: string; currency: string; unitAmount: number; interval: 'month' | 'year' }[]
}

/** Adds what is missing of the catalog; prices are recognized by their lookup key, and never changed. */
export const addCatalog = (store: Store, catalog: CatalogProduct[]): void => {
  for (const { name, description, prices } of catalog) {
    const known = store.all('price')
    const absent = prices.filter(({ lookupKey }) => !known.some((one) => one.lookup_key === lookupKey))
    if (absent.length === 0) continue
    const product =
      store.all('product').find((one) => one.name === name) ?? store.put(newProduct({ name, description }))
    for (const price of absent) store.put(newPrice({ ...price, product: product.id }))
  }
}
