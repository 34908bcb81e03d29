import type { Kind } from '../../platform/events/kind.ts'
import { defaultsOf, type StoredOf } from '../entity-fields.ts'
import { subscriptionFields } from './subscription.fields.ts'

export type Subscription = StoredOf<typeof subscriptionFields>

/** There is one per person, so its id is a word. */
export const SUBSCRIPTION_ID = 'own'

/** What a person has bought, as Stripe said last. */
export const SUBSCRIPTION: Kind<Subscription> = {
  name: 'subscription',
  label: 'Subscription',
  undo: 'refused',
  counted: false,
  defaults: defaultsOf(subscriptionFields),
}
