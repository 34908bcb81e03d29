import type { Books } from './books.ts'
import { newId, type Store, seconds } from './store.ts'
import type { PortalConfiguration, PortalSession } from './wire-types.ts'

type Features = PortalConfiguration['features']

const FEATURES: Features = {
  customer_update: { allowed_updates: ['email', 'tax_id'], enabled: true },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: ['too_expensive', 'unused', 'other'] },
    enabled: true,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    products: [],
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
}

export type ConfigurationRequest = {
  name?: string | null
  default_return_url?: string | null
  business_profile?: Partial<PortalConfiguration['business_profile']>
  features?: { [Name in keyof Features]?: Partial<Features[Name]> }
  metadata?: Record<string, string>
  active?: boolean
}

/** The features with the parts that a request names put in their place. */
const mergedFeatures = (features: Features, wanted: ConfigurationRequest['features'] = {}): Features => {
  const merged: Record<string, object> = { ...features }
  for (const [name, part] of Object.entries(wanted)) merged[name] = { ...merged[name], ...part }
  return { ...features, ...merged }
}

export const updateConfiguration = (one: PortalConfiguration, wanted: ConfigurationRequest): PortalConfiguration =>
  Object.assign(one, {
    ...(wanted.name !== undefined && { name: wanted.name }),
    ...(wanted.active !== undefined && { active: wanted.active }),
    ...(wanted.default_return_url !== undefined && { default_return_url: wanted.default_return_url }),
    business_profile: { ...one.business_profile, ...wanted.business_profile },
    features: mergedFeatures(one.features, wanted.features),
    metadata: { ...one.metadata, ...wanted.metadata },
    updated: seconds(),
  })

/** The first configuration of an account is its default. */
export const newConfiguration = (store: Store, wanted: ConfigurationRequest): PortalConfiguration =>
  store.put(
    updateConfiguration(
      {
        id: newId('bpc'),
        object: 'billing_portal.configuration',
        active: true,
        application: null,
        business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
        created: seconds(),
        default_return_url: null,
        features: structuredClone(FEATURES),
        is_default: store.all('billing_portal.configuration').length === 0,
        livemode: false,
        login_page: { enabled: false, url: null },
        metadata: {},
        name: null,
        updated: seconds(),
      },
      wanted,
    ),
  )

/** The configuration with which portal sessions open when they name none. */
export const defaultConfiguration = (store: Store): PortalConfiguration =>
  store.all('billing_portal.configuration').find(({ is_default }) => is_default) ?? newConfiguration(store, {})

type SessionRequest = { customer: string; configuration?: string; returnUrl?: string }

export const openPortal = ({ store, base }: Books, wanted: SessionRequest): PortalSession => {
  const { id: customer } = store.get('customer', wanted.customer, 'customer')
  const configuration = wanted.configuration
    ? store.get('billing_portal.configuration', wanted.configuration, 'configuration')
    : defaultConfiguration(store)
  const id = newId('bps')
  return store.put<PortalSession>({
    id,
    object: 'billing_portal.session',
    after_expiration: null,
    configuration: configuration.id,
    created: seconds(),
    customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: wanted.returnUrl ?? configuration.default_return_url,
    url: `${base}/p/session/${id}`,
  })
}
