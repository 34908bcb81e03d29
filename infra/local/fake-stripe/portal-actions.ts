import { changePrice, failPayment, type Proration, payOpenInvoices, renew, resume } from './billing-cycle.ts'
import type { Books } from './books.ts'
import { deleteCustomer } from './customers.ts'
import { invalid } from './failures.ts'
import { invoicesOf } from './invoices.ts'
import { newId } from './store.ts'
import { changed, endNow, itemOf, setCancelAt } from './subscriptions.ts'
import type { PortalConfiguration, Subscription } from './wire-types.ts'

type Action = (books: Books, subscription: Subscription, form: URLSearchParams) => void

const setCard = (books: Books, subscription: Subscription, card: string | null): void => {
  changed(books, subscription, () => {
    subscription.default_payment_method = card
  })
}

/** Gives back what the newest paid invoice took. The subscription stays as it is: Stripe keeps the two apart. */
const refund: Action = (books, subscription) => {
  const paid = invoicesOf(books.store, subscription.id).find(({ amount_paid: amount }) => amount > 0)
  if (!paid) throw invalid('There is no payment to refund.')
  paid.post_payment_credit_notes_amount = paid.amount_paid
  books.emit('invoice.updated', paid)
}

/** What a person does in Stripe's portal, and what time and banks do to a subscription. */
export const ACTIONS: Record<string, Action> = {
  // The portal schedules the end by its time; cancel_at_period_end stays false for subscriptions in flexible mode.
  'cancel-at-end': (books, subscription) =>
    void changed(books, subscription, () => setCancelAt(subscription, itemOf(subscription).current_period_end)),
  keep: (books, subscription) =>
    void changed(books, subscription, () => {
      subscription.cancel_at_period_end = false
      setCancelAt(subscription, null)
    }),
  'cancel-now': (books, subscription) => void endNow(books, subscription),
  pause: (books, subscription) => {
    const pause = () => {
      subscription.status = 'paused'
    }
    changed(books, subscription, pause, 'customer.subscription.paused')
  },
  resume: (books, subscription) => void resume(books, subscription),
  'pause-collection': (books, subscription) =>
    void changed(books, subscription, () => {
      subscription.pause_collection = subscription.pause_collection ? null : { behavior: 'void', resumes_at: null }
    }),
  renew: renew,
  'payment-fails': failPayment,
  unpaid: (books, subscription) =>
    void changed(books, subscription, () => {
      subscription.status = 'unpaid'
    }),
  'pay-open': payOpenInvoices,
  refund,
  'trial-will-end': (books, subscription) => books.emit('customer.subscription.trial_will_end', subscription),
  card: (books, subscription) => setCard(books, subscription, subscription.default_payment_method ? null : newId('pm')),
  'delete-customer': (books, subscription) => deleteCustomer(books, subscription.customer),
}

const PRORATIONS: Proration[] = ['always_invoice', 'create_prorations', 'none']

/** Puts the subscription on the chosen price, prorated as the portal's configuration says. */
export const switchPrice = (
  books: Books,
  subscription: Subscription,
  form: URLSearchParams,
  configuration: PortalConfiguration | undefined,
): void => {
  const price = books.store.get('price', form.get('price') ?? '', 'price')
  const update = configuration?.features.subscription_update
  const configured = update?.enabled ? PRORATIONS.find((one) => one === update.proration_behavior) : undefined
  const proration = form.get('invoice') === 'now' ? 'always_invoice' : (configured ?? 'create_prorations')
  changePrice(books, subscription, price, proration)
}
