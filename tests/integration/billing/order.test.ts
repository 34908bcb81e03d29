import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Event } from '../../../infra/local/fake-stripe/wire-types.ts'
import { ensureCustomer } from '../../../lib/domain/billing/customer.service.ts'
import { SUBSCRIPTION } from '../../../lib/domain/billing/subscription.kind.ts'
import { loadSubscription } from '../../../lib/domain/billing/subscription.repository.ts'
import { syncSubscription } from '../../../lib/domain/billing/sync.service.ts'
import { receiveEvent } from '../../../lib/domain/billing/webhook.service.ts'
import { contextFor } from '../../support/context.ts'
import { permutations, SIX_EVENTS } from '../../support/event-orders.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { lifeOf, type Moment, providerOf, readTruth, STEPS, type Step, type Truth } from '../../support/stripe-truth.ts'
import { type Known, nothingKnown, toldBy } from '../../support/subscription-model.ts'

beforeAll(() => {
  process.env.BILLING = 'stripe'
})

/** Somebody whose customer Stripe has made, and their life there. `now`: what Stripe says when it is asked. */
const personWith = async (steps: Step[], most = 6) => {
  const userId = randomUUID()
  const { customer, moments } = lifeOf(userId, steps)
  const life = moments.slice(-most)
  const stripe = { now: life[0]?.truth ?? ([] as Truth) }
  const provider = providerOf(
    async () => readTruth(stripe.now),
    async () => customer,
  )
  const ctx = contextFor(userId)
  await ensureCustomer(ctx, provider, await loadSubscription(ctx))
  const deliver = (event: Event) =>
    receiveEvent(contextFor('nobody'), provider, Buffer.from(JSON.stringify(event)), null)
  return { userId, ctx, customer, life, stripe, provider, deliver }
}
type Person = Awaited<ReturnType<typeof personWith>>

/** Sends the events in batches of those that arrive at once; Stripe says what it does at the newest of all so far. */
const arrive = async (person: Person, batches: number[][]): Promise<Known> => {
  const { life, stripe, deliver, customer } = person
  let known = nothingKnown(customer)
  const seen = new Set<number>()
  let newest = 0
  for (const batch of batches) {
    newest = Math.max(newest, ...batch)
    stripe.now = (life[newest] as Moment).truth
    const taken = await Promise.all(batch.map((i) => deliver((life[i] as Moment).event)))
    expect(taken.every(({ received }) => received)).toBe(true)
    if (batch.some((i) => !seen.has(i))) known = toldBy(stripe.now, known)
    for (const i of batch) seen.add(i)
  }
  return known
}

const expectStored = async ({ userId, ctx, provider, customer }: Person, known: Known) => {
  const rows = await partitionOf(userId)
  const { canceledAt, ...expected } = known.row
  expect({ ...SUBSCRIPTION.defaults, ...rows.get('SUBSCRIPTION#own') }).toMatchObject({
    ...expected,
    ...(canceledAt !== undefined && { canceledAt }),
  })
  const events = [...rows.values()].filter(({ type }) => type === 'subscription.changed')
  expect(events.map(({ data }) => (data as { newTier: string }).newTier)).toEqual(known.tiers)
  expect(violationsIn(rows)).toEqual([])
  // What is stored is what a direct read says now.
  expect(await syncSubscription({ ...ctx, deadline: Date.now() + 60_000 }, provider, { customer })).toBe(false)
}

/**
 * One order of arrival for each way in which what Stripe says can go on. A webhook makes us read Stripe, which says what
 * it does at the newest event so far; so all orders in which the newest so far are the same look the same to us.
 */
const ordersThatDiffer = (n: number): number[][] => {
  const byNews = Map.groupBy(permutations(n), (order) => order.map((_, i) => Math.max(...order.slice(0, i + 1))).join())
  // Not the first of each: those have the late ones in order.
  return [...byNews.values()].map((orders, i) => orders[(7 * i) % orders.length] ?? [])
}

const steps = fc.array(fc.record({ action: fc.constantFrom(...STEPS), price: fc.nat(8) }), {
  minLength: 1,
  maxLength: 6,
})

describe('events in any order', () => {
  it('every way in which news of six events can come ends as what Stripe says, each change with one event in the log', async () => {
    const orders = ordersThatDiffer(6)
    expect(orders).toHaveLength(132)
    // Every event comes at every place, and before and after every other.
    for (const event of [0, 1, 2, 3, 4, 5]) {
      expect(new Set(orders.map((order) => order.indexOf(event))).size).toBe(6)
      for (const other of [0, 1, 2, 3, 4, 5])
        if (other !== event) expect(orders.some((order) => order.indexOf(event) < order.indexOf(other))).toBe(true)
    }
    const work = async () => {
      for (let order = orders.pop(); order; order = orders.pop()) {
        const person = await personWith(SIX_EVENTS)
        await expectStored(
          person,
          await arrive(
            person,
            order.map((i) => [i]),
          ),
        )
      }
    }
    await Promise.all(Array.from({ length: 8 }, work))
  })

  it('random lives, with events late, repeated and at once, end as what Stripe says', async () => {
    const arrivals = fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(steps, arrivals, fc.infiniteStream(fc.nat(99)), async (life, drawn, random) => {
        const person = await personWith(life)
        const { length } = person.life
        const early = drawn.map((batch) => batch.map((i) => i % length))
        const left = Array.from({ length }, (_, i) => i).filter((i) => !early.flat().includes(i))
        const late = left.toSorted(() => (random.next().value % 2 === 0 ? 1 : -1)).map((i) => [i, i])
        // The newest truth is told of at the end, as Stripe goes on until everything is taken.
        await expectStored(person, await arrive(person, [...early, ...late]))
      }),
      { numRuns: 40 },
    )
  })
})
