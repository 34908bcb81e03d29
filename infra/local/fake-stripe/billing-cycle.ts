import type { Books } from './books.ts'
import { invalid } from './failures.ts'
import { failInvoice, invoicesOf, newLine, openInvoice, settleInvoice } from './invoices.ts'
import { seconds } from './store.ts'
import { changed, endNow, isOver, itemOf, setPeriod, setPrice, spanOf } from './subscriptions.ts'
import type { InvoiceLine, Price, Subscription } from './wire-types.ts'

export type Proration = 'always_invoice' | 'create_prorations' | 'none'

const productName = ({ store }: Books, { product }: Price): string => store.find('product', product)?.name ?? product

/** The credit for what is left of the old price, and what the rest of the period costs at the new one. */
const prorationLines = (books: Books, subscription: Subscription, price: Price): InvoiceLine[] => {
  const { price: old, current_period_start: start, current_period_end: end, quantity = 1 } = itemOf(subscription)
  const left = Math.min(1, Math.max(0, (end - seconds()) / Math.max(1, end - start)))
  const part = (one: Price) => Math.round((one.unit_amount ?? 0) * quantity * left)
  return [
    { amount: -part(old), description: `Unused time on ${productName(books, old)}`, price: old },
    { amount: part(price), description: `Remaining time on ${productName(books, price)}`, price },
  ].map((line) => newLine({ ...line, subscription, isProration: true }))
}

type Reason = 'subscription_cycle' | 'subscription_update'

const charge = (books: Books, subscription: Subscription, lines: InvoiceLine[], reason: Reason): void =>
  settleInvoice(books.emit, openInvoice(books, { subscription, lines, reason }))

const periodLine = (books: Books, subscription: Subscription): InvoiceLine => {
  const { price, quantity = 1 } = itemOf(subscription)
  const amount = (price.unit_amount ?? 0) * quantity
  return newLine({ amount, description: `${quantity} × ${productName(books, price)}`, price, subscription })
}

const takePending = ({ store }: Books, { id }: Subscription): InvoiceLine[] => {
  const lines = store.pending.get(id) ?? []
  store.pending.delete(id)
  return lines
}

/**
 * Puts a subscription on another price. A price of another interval starts a new period, which is charged at once; else the
 * difference for the rest of the period waits for the next invoice (create_prorations) or is charged now (always_invoice).
 */
export const changePrice = (books: Books, subscription: Subscription, price: Price, proration: Proration): void => {
  const item = itemOf(subscription)
  if (item.price.id === price.id) return
  if (item.price.currency !== price.currency) throw invalid('The price specified only supports another currency.')
  const isTrial = subscription.status === 'trialing'
  const lines = isTrial || proration === 'none' ? [] : prorationLines(books, subscription, price)
  const startsAnew = spanOf(item.price) !== spanOf(price) && !isTrial
  changed(books, subscription, () => {
    setPrice(subscription, price)
    if (startsAnew) {
      setPeriod(subscription, seconds(), seconds() + spanOf(price))
      const credit = lines.filter(({ amount }) => amount < 0)
      charge(
        books,
        subscription,
        [...takePending(books, subscription), ...credit, periodLine(books, subscription)],
        'subscription_update',
      )
    } else if (lines.length > 0 && proration === 'always_invoice') {
      charge(books, subscription, [...takePending(books, subscription), ...lines], 'subscription_update')
    } else if (lines.length > 0) {
      books.store.pending.set(subscription.id, [...(books.store.pending.get(subscription.id) ?? []), ...lines])
    }
  })
}

/** Whether an invoice of this subscription can be paid without the customer doing anything. */
export const hasCard = ({ store }: Books, { default_payment_method: own, customer }: Subscription): boolean =>
  Boolean(own ?? store.find('customer', customer)?.invoice_settings.default_payment_method)

/** The period ends now: cancels what was to end with it, ends a trial, else begins and charges the next period. */
export const renew = (books: Books, subscription: Subscription): void => {
  if (isOver(subscription)) throw invalid('This subscription has ended.')
  if (subscription.cancel_at_period_end || subscription.cancel_at !== null) {
    endNow(books, subscription)
    return
  }
  const isTrial = subscription.status === 'trialing'
  if (isTrial && !hasCard(books, subscription)) {
    endTrialWithoutCard(books, subscription)
    return
  }
  changed(books, subscription, () => {
    nextPeriod(subscription)
    subscription.status = 'active'
    const lines = [...takePending(books, subscription), periodLine(books, subscription)]
    charge(books, subscription, lines, 'subscription_cycle')
  })
}

/** Moves the whole subscription into the past, so that its next period begins now. */
const nextPeriod = (subscription: Subscription): void => {
  const { price } = itemOf(subscription)
  const now = seconds()
  if (subscription.status === 'trialing') subscription.trial_end = now
  subscription.billing_cycle_anchor = now
  setPeriod(subscription, now, now + spanOf(price))
}

const endTrialWithoutCard = (books: Books, subscription: Subscription): void => {
  const behavior = subscription.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice'
  if (behavior === 'cancel') {
    endNow(books, subscription)
  } else if (behavior === 'pause') {
    const pause = () => {
      subscription.trial_end = seconds()
      subscription.status = 'paused'
    }
    changed(books, subscription, pause, 'customer.subscription.paused')
  } else failPayment(books, subscription)
}

/** The next period begins and its invoice cannot be paid. */
export const failPayment = (books: Books, subscription: Subscription): void => {
  if (isOver(subscription)) throw invalid('This subscription has ended.')
  changed(books, subscription, () => {
    nextPeriod(subscription)
    subscription.status = 'past_due'
    const lines = [...takePending(books, subscription), periodLine(books, subscription)]
    failInvoice(books.emit, openInvoice(books, { subscription, lines, reason: 'subscription_cycle' }))
  })
}

/** Pays what is open; a subscription that waited for it is active again. */
export const payOpenInvoices = (books: Books, subscription: Subscription): void => {
  const open = invoicesOf(books.store, subscription.id).filter(({ status }) => status === 'open')
  changed(books, subscription, () => {
    for (const invoice of open.reverse()) settleInvoice(books.emit, invoice)
    if (['past_due', 'unpaid', 'incomplete'].includes(subscription.status)) subscription.status = 'active'
  })
}

/** A paused subscription starts a new period, if there is a card to pay it with. */
export const resume = (books: Books, subscription: Subscription): Subscription => {
  if (subscription.status !== 'paused') throw invalid('Only subscriptions with status `paused` can be resumed.')
  if (!hasCard(books, subscription))
    throw invalid('This customer has no attached payment source or default payment method.')
  const start = () => {
    subscription.status = 'active'
    setPeriod(subscription, seconds(), seconds() + spanOf(itemOf(subscription).price))
  }
  return changed(books, subscription, start, 'customer.subscription.resumed')
}
