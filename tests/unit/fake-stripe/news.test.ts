import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Books } from '../../../infra/local/fake-stripe/books.ts'
import { addCatalog } from '../../../infra/local/fake-stripe/catalog-objects.ts'
import { openSession, paySession } from '../../../infra/local/fake-stripe/checkout.ts'
import { createEmitter } from '../../../infra/local/fake-stripe/events.ts'
import { StripeFailure } from '../../../infra/local/fake-stripe/failures.ts'
import { ACTIONS, switchPrice } from '../../../infra/local/fake-stripe/portal-actions.ts'
import { createStore } from '../../../infra/local/fake-stripe/store.ts'
import { isOver } from '../../../infra/local/fake-stripe/subscriptions.ts'
import type { Subject, Subscription } from '../../../infra/local/fake-stripe/wire-types.ts'
import { CATALOG } from './world.ts'

/** The books of somebody who has just subscribed, and what was told last of every object. */
const subscribed = (trialDays: number, withCard: boolean) => {
  const store = createStore()
  const told = new Map<string, Subject>()
  const emit = createEmitter(store, ({ data }) => told.set(data.object.id, data.object))
  const books: Books = { store, emit, base: 'http://localhost' }
  addCatalog(store, CATALOG)
  const price = store.all('price').at(-1)?.id ?? ''
  const offer = { price, quantity: 1, trialDays, whenCardMissing: 'pause' as const, needsCard: false, metadata: {} }
  paySession(books, openSession(books, { offer }), withCard)
  const [subscription] = store.all('subscription')
  if (!subscription) throw new Error('no subscription')
  return { books, told, subscription }
}

const press = (books: Books, subscription: Subscription, name: string, price: number): void => {
  const prices = books.store.all('price')
  const form = new URLSearchParams({ price: prices[price % prices.length]?.id ?? '' })
  try {
    if (name === 'switch') switchPrice(books, subscription, form, undefined)
    else ACTIONS[name]?.(books, subscription, form)
  } catch (error) {
    if (!(error instanceof StripeFailure)) throw error
  }
}

const presses = fc.array(fc.tuple(fc.constantFrom('switch', ...Object.keys(ACTIONS)), fc.nat(5)), { maxLength: 12 })

it('the newest event of every subscription and invoice shows it as it is, whatever was done', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 14), fc.boolean(), presses, (trialDays, withCard, steps) => {
      const { books, told, subscription } = subscribed(trialDays, withCard)
      for (const [name, price] of steps) {
        if (isOver(subscription) || !books.store.find('customer', subscription.customer)) break
        press(books, subscription, name, price)
        expect(told.get(subscription.id)).toEqual(subscription)
        for (const invoice of books.store.all('invoice')) expect(told.get(invoice.id)).toEqual(invoice)
      }
    }),
  )
})

it('an invoice is paid in full or open in full', () => {
  fc.assert(
    fc.property(fc.boolean(), presses, (withCard, steps) => {
      const { books, subscription } = subscribed(0, withCard)
      for (const [name, price] of steps) {
        if (isOver(subscription) || !books.store.find('customer', subscription.customer)) break
        press(books, subscription, name, price)
      }
      for (const { status, amount_due: due, amount_paid: paid, amount_remaining: rest } of books.store.all('invoice')) {
        expect([paid, rest]).toEqual(status === 'paid' ? [due, 0] : [0, due])
      }
    }),
  )
})
