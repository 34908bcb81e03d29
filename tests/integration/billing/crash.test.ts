import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Event } from '../../../infra/local/fake-stripe/wire-types.ts'
import type { BillingProvider } from '../../../lib/domain/billing/billing-provider.ts'
import { ensureCustomer } from '../../../lib/domain/billing/customer.service.ts'
import { SUBSCRIPTION, type Subscription } from '../../../lib/domain/billing/subscription.kind.ts'
import { loadSubscription, ownersOf } from '../../../lib/domain/billing/subscription.repository.ts'
import { syncSubscription } from '../../../lib/domain/billing/sync.service.ts'
import { receiveEvent } from '../../../lib/domain/billing/webhook.service.ts'
import { documentClient } from '../../../lib/platform/table/client.ts'
import { contextFor } from '../../support/context.ts'
import { awaiting, crashTable, dyingAt } from '../../support/crash.ts'
import { partitionOf, violationsIn } from '../../support/partition.ts'
import { lifeOf, providerOf, readTruth, type Truth } from '../../support/stripe-truth.ts'

let restore: () => void
beforeAll(() => {
  process.env.BILLING = 'stripe'
  restore = crashTable()
})
afterAll(() => restore())

const step = (action: string, price = 0) => ({ action, price })
const LIFE = [step('buy'), step('renew'), step('payment-fails'), step('cancel-now')]

/** Somebody without a customer. `made`: the customers that Stripe has made, by idempotency key. */
const personWith = (life = LIFE) => {
  const userId = randomUUID()
  const { customer, moments } = lifeOf(userId, life)
  const stripe = { now: [] as Truth }
  const made = new Map<string, string>()
  const createCustomer: BillingProvider['createCustomer'] = (_, key) =>
    awaiting(async () => {
      if (!made.has(key)) made.set(key, made.size === 0 ? customer : `cus_${randomUUID()}`)
      return made.get(key) ?? ''
    })
  const provider = providerOf(() => awaiting(async () => readTruth(stripe.now)), createCustomer)
  const deliver = (event: Event) =>
    receiveEvent(contextFor('nobody'), provider, Buffer.from(JSON.stringify(event)), null)
  const become = async () => {
    const ctx = contextFor(userId)
    return ensureCustomer(ctx, provider, await loadSubscription(ctx, { consistent: true }))
  }
  return { userId, customer, moments, stripe, provider, made, deliver, become }
}

/** What is stored, without what differs from one person to the next. */
const storedOf = async (userId: string) => {
  const rows = await partitionOf(userId)
  const stored = { ...SUBSCRIPTION.defaults, ...rows.get('SUBSCRIPTION#own') }
  expect(violationsIn(rows)).toEqual([])
  const { status, newTier, planTier, mrr, version } = stored as Subscription
  return { status, newTier, planTier, mrr, version }
}

describe.each([{ after: false }, { after: true }])(
  'a function that dies at an await (when it took effect: $after)',
  ({ after }) => {
    it('has stored an event whole or not at all, and its repeat ends as without the crash', async () => {
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const person = personWith()
        const unharmed = personWith()
        await Promise.all([person.become(), unharmed.become()])
        crashed = false
        for (const [i, { event, truth }] of person.moments.entries()) {
          person.stripe.now = truth
          const first = await dyingAt(nth, { after }, () => person.deliver(event))
          // A function that died has not answered 200.
          expect(first.ended).toBe(!first.crashed)
          crashed ||= first.crashed
          await person.deliver(event)
          const { event: same, truth: also } = unharmed.moments[i] ?? { event, truth }
          unharmed.stripe.now = also
          await unharmed.deliver(same)
          expect(await storedOf(person.userId)).toEqual(await storedOf(unharmed.userId))
        }
        expect(nth).toBeLessThan(12)
      }
    })

    it('makes one customer, whose owner is known, when it is asked again', async () => {
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const person = personWith()
        crashed = (await dyingAt(nth, { after }, person.become)).crashed
        expect(await person.become()).toBe(person.customer)
        expect(person.made.size).toBe(1)
        expect((await ownersOf([person.customer], contextFor('any'))).get(person.customer)).toBe(person.userId)
        expect(await storedOf(person.userId)).toMatchObject({ status: 'none', version: 1 })
      }
    })

    it('takes what came about a customer before it was known whose it is', async () => {
      for (let nth = 1, crashed = true; crashed; nth += 1) {
        const person = personWith([step('buy', 2)])
        const last = person.moments.at(-1)
        person.stripe.now = last?.truth ?? []
        for (const { event } of person.moments) await person.deliver(event)
        crashed = (await dyingAt(nth, { after }, person.become)).crashed
        // Stripe repeats nothing: every event was taken.
        await person.become()
        expect(await storedOf(person.userId)).toMatchObject({ status: 'trialing', planTier: 'enterprise' })
      }
    })
  },
)

/** A promise and how to fulfil it. */
const gate = () => Promise.withResolvers<void>()

describe('what Stripe says', () => {
  it('late never replaces what it said later: it is asked again', async () => {
    const person = personWith([step('buy', 0), step('renew'), step('switch', 4)])
    await person.become()
    const [older, newer] = [person.moments[0]?.truth ?? [], person.moments.at(-1)?.truth ?? []]
    const [asked, late] = [gate(), gate()]
    let times = 0
    const slow = providerOf(async () => {
      times += 1
      if (times > 1) return readTruth(newer)
      asked.resolve()
      await late.promise
      return readTruth(older)
    })
    const about = { customer: person.customer }
    const first = syncSubscription(contextFor(person.userId), slow, about)
    await asked.promise
    person.stripe.now = newer
    expect(await syncSubscription(contextFor(person.userId), person.provider, about)).toBe(true)
    const stored = await storedOf(person.userId)
    late.resolve()
    expect(await first).toBe(false)
    expect(times).toBe(2)
    expect(await storedOf(person.userId)).toEqual(stored)
  })

  it('is read for an event that found no owner just before there was one', async () => {
    const person = personWith([step('buy', 0)])
    const [{ event, truth }] = person.moments.slice(-1) as [(typeof person.moments)[number]]
    person.stripe.now = truth
    const [keeping, known] = [gate(), gate()]
    documentClient().middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const isKeeping = String(commandName).startsWith('Update')
          if (isKeeping) keeping.resolve()
          if (isKeeping) await known.promise
          return next(args)
        },
      { step: 'initialize', name: 'slow' },
    )
    const delivered = person.deliver(event)
    await keeping.promise
    await person.become()
    known.resolve()
    await delivered
    documentClient().middlewareStack.remove('slow')
    expect(await storedOf(person.userId)).toMatchObject({ status: 'trialing' })
  })
})
