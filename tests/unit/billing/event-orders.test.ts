import { expect, it } from 'vitest'
import type { Subscription } from '../../../lib/domain/billing/subscription.kind.ts'
import {
  boughtBy,
  boughtNothing,
  changeTo,
  countingOf,
  noSubscription,
} from '../../../lib/domain/billing/subscription.ts'
import { permutations, SIX_EVENTS } from '../../support/event-orders.ts'
import { lifeOf, readTruth, type Truth } from '../../support/stripe-truth.ts'
import { nothingKnown, toldBy } from '../../support/subscription-model.ts'

const NOW = Date.UTC(2026, 0, 1)

const fieldsOf = (stored: Subscription, truth: Truth): Partial<Subscription> => {
  const all = readTruth(truth)
  if (all === 'deleted') return { ...boughtNothing(stored, NOW), stripeCustomerId: null }
  const one = countingOf(all, 'ada')
  return one ? boughtBy(one, stored.planTier) : boughtNothing(stored, NOW)
}

it('every permutation of six events folds to what Stripe says, with one change for each difference', () => {
  const { customer, moments } = lifeOf('ada', SIX_EVENTS)
  const truths = moments.slice(-6).map(({ truth }) => truth)
  const orders = permutations(6)
  expect(new Set(orders.map(String)).size).toBe(720)
  for (const order of orders) {
    let stored: Subscription = { ...noSubscription('ada'), version: 1, stripeCustomerId: customer }
    let known = nothingKnown(customer)
    const tiers: unknown[] = []
    for (const [i] of order.entries()) {
      const truth = truths[Math.max(...order.slice(0, i + 1))] ?? []
      const change = changeTo(stored, fieldsOf(stored, truth), NOW)
      known = toldBy(truth, known)
      if (!change) continue
      stored = change.after
      if (change.type === 'subscription.changed') tiers.push(change.data.newTier)
    }
    expect(stored, String(order)).toMatchObject(known.row)
    expect(tiers, String(order)).toEqual(known.tiers)
  }
})
