import * as z from 'zod'
import { listOf } from './lists.ts'
import { clearable, flag, ignored, metadata, page, text } from './params.ts'
import { newConfiguration, openPortal, updateConfiguration } from './portal.ts'
import { type Route, route } from './routes.ts'

const expand = { expand: ignored }
const none = z.strictObject(expand)
const SubscriptionUpdate = z.strictObject({
  enabled: flag,
  default_allowed_updates: clearable(z.array(z.enum(['price', 'promotion_code', 'quantity']))).optional(),
  products: clearable(z.array(z.strictObject({ product: text, prices: z.array(text) }))).optional(),
  proration_behavior: z.enum(['always_invoice', 'create_prorations', 'none']).optional(),
})

const SubscriptionCancel = z.strictObject({
  enabled: flag,
  mode: z.enum(['at_period_end', 'immediately']).optional(),
  proration_behavior: z.enum(['always_invoice', 'create_prorations', 'none']).optional(),
  cancellation_reason: z.strictObject({ enabled: flag, options: z.array(text) }).optional(),
})

const Switch = z.strictObject({ enabled: flag })

const features = z.strictObject({
  customer_update: z.strictObject({ enabled: flag, allowed_updates: clearable(z.array(text)).optional() }).optional(),
  invoice_history: Switch.optional(),
  payment_method_update: Switch.optional(),
  subscription_cancel: SubscriptionCancel.optional(),
  subscription_update: SubscriptionUpdate.optional(),
})

const ConfigurationFields = {
  business_profile: z
    .strictObject({ headline: clearable(text), privacy_policy_url: text, terms_of_service_url: text })
    .partial()
    .optional(),
  default_return_url: clearable(text).optional(),
  metadata: metadata.optional(),
  name: clearable(text).optional(),
  login_page: ignored,
}

const NewConfiguration = z.strictObject({ ...expand, ...ConfigurationFields, features })
const ConfigurationUpdate = z.strictObject({
  ...expand,
  ...ConfigurationFields,
  active: flag.optional(),
  features: features.optional(),
})
const ConfigurationList = z.strictObject({ ...expand, ...page, active: flag.optional(), is_default: flag.optional() })

type Wanted = z.output<typeof ConfigurationUpdate>

/** A request clears a list by sending it empty. */
const featuresOf = ({ features: wanted }: Pick<Wanted, 'features'>) => {
  if (!wanted) return undefined
  const { customer_update: customer, subscription_update: update, ...rest } = wanted
  const products = update?.products?.map((one) => ({
    ...one,
    adjustable_quantity: { enabled: false, maximum: null, minimum: 1 },
  }))
  const { subscription_cancel: cancel, ...others } = rest
  const reason = cancel?.cancellation_reason
  return {
    ...others,
    ...(cancel && {
      subscription_cancel: {
        ...cancel,
        cancellation_reason: { enabled: false, options: [], ...reason, feedback_options: null },
      },
    }),
    ...(customer && { customer_update: { ...customer, allowed_updates: customer.allowed_updates ?? [] } }),
    ...(update && {
      subscription_update: {
        ...update,
        default_allowed_updates: update.default_allowed_updates ?? [],
        products: products ?? [],
      },
    }),
  }
}

const PORTALS = '/v1/billing_portal/configurations'

export const portalRoutes: Route[] = [
  route('GET', PORTALS, ConfigurationList, ({ store }, { active, is_default: isDefault, ...paging }) => {
    const rows = store
      .all('billing_portal.configuration')
      .filter((one) => active === undefined || one.active === active)
      .filter((one) => isDefault === undefined || one.is_default === isDefault)
    return listOf(PORTALS, rows, paging)
  }),
  route('GET', `${PORTALS}/:id`, none, ({ store }, _, id) => store.get('billing_portal.configuration', id)),
  route('POST', PORTALS, NewConfiguration, ({ store }, wanted) => {
    const { expand: _, login_page: __, ...fields } = wanted
    return newConfiguration(store, { ...fields, features: featuresOf(wanted) })
  }),
  route('POST', `${PORTALS}/:id`, ConfigurationUpdate, ({ store }, wanted, id) => {
    const { expand: _, login_page: __, ...fields } = wanted
    const one = store.get('billing_portal.configuration', id)
    return updateConfiguration(one, { ...fields, features: featuresOf(wanted) })
  }),
  route(
    'POST',
    '/v1/billing_portal/sessions',
    z.strictObject({
      ...expand,
      customer: text,
      configuration: text.optional(),
      return_url: text.optional(),
      flow_data: ignored,
      locale: ignored,
    }),
    (books, { customer, configuration, return_url }) =>
      openPortal(books, { customer, configuration, returnUrl: return_url }),
  ),
]
