import Stripe from 'stripe'
import { newId, type Store, seconds } from './store.ts'
import type { Event, Subject } from './wire-types.ts'

/** Records that something happened to an object, which is copied as it is now. */
export type Emit = (type: string, subject: Subject, before?: Subject) => void

const UNINTERESTING = new Set(['updated'])

/** The former values of the fields that differ, as in `data.previous_attributes`. */
const previousOf = (before: Subject, after: Subject): Record<string, unknown> => {
  const now: Record<string, unknown> = { ...after }
  return Object.fromEntries(
    Object.entries(before).filter(
      ([name, value]) => !UNINTERESTING.has(name) && JSON.stringify(value) !== JSON.stringify(now[name]),
    ),
  )
}

/** A function that stores events and hands each to `deliver`. */
export const createEmitter =
  (store: Store, deliver: (event: Event) => void): Emit =>
  (type, subject, before) => {
    const event: Event = {
      id: newId('evt'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: seconds(),
      data: {
        object: structuredClone(subject),
        ...(before && { previous_attributes: structuredClone(previousOf(before, subject)) }),
      },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    }
    store.put(event)
    deliver(event)
  }
