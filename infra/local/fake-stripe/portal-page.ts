import { hasCard } from './billing-cycle.ts'
import type { Books } from './books.ts'
import { button, failureOf } from './buttons.ts'
import { invalid } from './failures.ts'
import { day, html, type Markup, money, page } from './page.ts'
import type { PageAnswer } from './page-answers.ts'
import { ACTIONS, switchPrice } from './portal-actions.ts'
import { isOver, itemOf } from './subscriptions.ts'
import type { Customer, Price, Subscription } from './wire-types.ts'

const priceLabel = ({ store }: Books, price: Price): string =>
  `${store.find('product', price.product)?.name ?? price.lookup_key ?? price.id} – ${money(price.unit_amount, price.currency)} per ${price.recurring?.interval}`

/** The prices to choose from: those that the portal's configuration names, otherwise all that are for sale. */
const choices = (books: Books, subscription: Subscription, allowed: string[]): Price[] =>
  books.store
    .all('price')
    .filter(({ active, recurring, currency }) => active && recurring && currency === subscription.currency)
    .filter(({ id }) => allowed.length === 0 || allowed.includes(id))
    .reverse()

const facts = (books: Books, subscription: Subscription): Markup => {
  const item = itemOf(subscription)
  return html`<dl>
    <dt>Plan</dt><dd>${priceLabel(books, item.price)}</dd>
    <dt>Status</dt><dd><span class="badge">${subscription.status}</span>
      ${subscription.pause_collection ? html` <span class="badge">collection paused</span>` : null}</dd>
    <dt>Period</dt><dd>${day(item.current_period_start)} to ${day(item.current_period_end)}</dd>
    ${subscription.trial_end ? html`<dt>Trial until</dt><dd>${day(subscription.trial_end)}</dd>` : null}
    ${subscription.cancel_at ? html`<dt>Ends</dt><dd>${day(subscription.cancel_at)}</dd>` : null}
    ${subscription.ended_at ? html`<dt>Ended</dt><dd>${day(subscription.ended_at)}</dd>` : null}
    <dt>Card</dt><dd>${hasCard(books, subscription) ? 'Visa 4242' : 'none'}</dd></dl>`
}

const planForm = (books: Books, subscription: Subscription, allowed: string[]): Markup => {
  const now = itemOf(subscription).price.id
  const options = choices(books, subscription, allowed).map((price) =>
    price.id === now
      ? html`<option value="${price.id}" selected>${priceLabel(books, price)}</option>`
      : html`<option value="${price.id}">${priceLabel(books, price)}</option>`,
  )
  return html`<form class="row" method="post"><input type="hidden" name="subscription" value="${subscription.id}">
    <select name="price" aria-label="Plan">${options}</select>
    <button class="main" name="do" value="switch">Change plan</button>
    <label class="faint"><input type="checkbox" name="invoice" value="now"> invoice the difference now</label></form>`
}

const ownButtons = (subscription: Subscription): Markup[] => [
  ...(subscription.cancel_at
    ? [button('keep', 'Do not cancel')]
    : [button('cancel-at-end', 'Cancel at period end', 'bad')]),
  button('cancel-now', 'Cancel now', 'bad'),
  button('card', subscription.default_payment_method ? 'Remove card' : 'Add card'),
]

const simulated = (subscription: Subscription): Markup[] => [
  button('renew', subscription.status === 'trialing' ? 'Trial ends' : 'Next period (renew)'),
  button('payment-fails', 'Payment fails (past due)'),
  button('unpaid', 'Retries end (unpaid)'),
  button('pay-open', 'Pay open invoices'),
  ...(subscription.status === 'paused' ? [button('resume', 'Resume')] : [button('pause', 'Pause')]),
  button('pause-collection', subscription.pause_collection ? 'Resume collection' : 'Pause collection'),
  ...(subscription.status === 'trialing' ? [button('trial-will-end', 'Trial ends in 3 days (notice)')] : []),
  button('refund', 'Refund last payment'),
  button('delete-customer', 'Delete customer', 'bad'),
]

const subscriptionSection = (books: Books, subscription: Subscription, allowed: string[]): Markup => {
  const hidden = html`<input type="hidden" name="subscription" value="${subscription.id}">`
  const controls = html`<h2 style="margin-top:1.25rem">Change plan</h2>${planForm(books, subscription, allowed)}
    <h2 style="margin-top:1.25rem">Manage</h2><form class="row" method="post">${hidden}${ownButtons(subscription)}</form>
    <h2 style="margin-top:1.25rem">Simulate</h2><form class="row" method="post">${hidden}${simulated(subscription)}</form>`
  return html`<section><h2>Subscription</h2>${facts(books, subscription)}${isOver(subscription) ? null : controls}</section>`
}

const invoiceSection = ({ store }: Books, customer: Customer): Markup => {
  const rows = store
    .all('invoice')
    .filter((one) => one.customer === customer.id)
    .map(
      (one) => html`<tr><td>${day(one.created)}</td><td><a href="${one.hosted_invoice_url}">${one.number}</a></td>
      <td>${money(one.total, one.currency)}</td><td>${one.post_payment_credit_notes_amount > 0 ? 'refunded' : one.status}</td></tr>`,
    )
  return html`<section><h2>Invoices</h2><div class="scroll"><table>
    <tr><th>Date</th><th>Number</th><th>Amount</th><th>Status</th></tr>${rows}</table></div></section>`
}

const subscriptionsOf = ({ store }: Books, customer: string): Subscription[] =>
  store
    .all('subscription')
    .filter((one) => one.customer === customer)
    .sort((a, b) => Number(isOver(a)) - Number(isOver(b)))

/** The page of a portal session, with what went wrong the last time. */
export const portalPage = (books: Books, id: string, error?: string): PageAnswer => {
  const { store } = books
  const session = store.get('billing_portal.session', id)
  const customer = store.find('customer', session.customer)
  const back = session.return_url ? html`<p><a id="back" href="${session.return_url}">← Back to the app</a></p>` : null
  if (!customer) {
    return { status: 410, html: page('Billing', html`${back}<section><h1>This customer was deleted</h1></section>`) }
  }
  const products = store.find('billing_portal.configuration', session.configuration)?.features.subscription_update
    .products
  const allowed = (products ?? []).flatMap(({ prices }) => prices)
  const sections = subscriptionsOf(books, customer.id).map((one) => subscriptionSection(books, one, allowed))
  const body = html`${back}<h1>Billing of ${customer.email ?? customer.id}</h1>
    ${error ? html`<p class="error" role="alert">${error}</p>` : null}
    ${sections.length > 0 ? sections : html`<section>There is no subscription yet.</section>`}
    ${invoiceSection(books, customer)}`
  return { status: error ? 400 : 200, html: page('Billing', body) }
}

/** Does what a button of the page says, for a subscription of the session's customer only. */
export const pressPortal = (books: Books, id: string, form: URLSearchParams): PageAnswer => {
  const session = books.store.get('billing_portal.session', id)
  try {
    const subscription = books.store.get('subscription', form.get('subscription') ?? '', 'subscription')
    if (subscription.customer !== session.customer) throw invalid('This subscription belongs to another customer.')
    if (isOver(subscription)) throw invalid('This subscription has ended.')
    const pressed = form.get('do') ?? ''
    const configuration = books.store.find('billing_portal.configuration', session.configuration)
    if (pressed === 'switch') switchPrice(books, subscription, form, configuration)
    else {
      const action = Object.hasOwn(ACTIONS, pressed) ? ACTIONS[pressed] : undefined
      if (!action) throw invalid(`There is no button ${pressed}`)
      action(books, subscription, form)
    }
    return { status: 303, location: `/p/session/${id}` }
  } catch (error) {
    return portalPage(books, id, failureOf(error))
  }
}
