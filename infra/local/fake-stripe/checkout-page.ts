import type { Books } from './books.ts'
import { failureOf } from './buttons.ts'
import { expireSession, isTooOld, paySession, successAddress } from './checkout.ts'
import { cardDeclined, invalid } from './failures.ts'
import type { Offer } from './offer.ts'
import { day, html, type Markup, money, page } from './page.ts'
import type { PageAnswer } from './page-answers.ts'
import { seconds } from './store.ts'
import { DAY } from './subscriptions.ts'
import type { CheckoutSession, Price } from './wire-types.ts'

const rhythm = ({ recurring }: Price): string => (recurring ? `per ${recurring.interval}` : '')

const summary = (books: Books, session: CheckoutSession, offer: Offer, price: Price): Markup => {
  const product = books.store.find('product', price.product)
  const customer = session.customer ? books.store.find('customer', session.customer) : undefined
  const full = money((price.unit_amount ?? 0) * offer.quantity, price.currency)
  const trialEnd = seconds() + offer.trialDays * DAY
  return html`<section>
    <p class="faint">Subscribe to</p>
    <h1>${product?.name ?? price.lookup_key}</h1>
    <p class="price">${offer.trialDays > 0 ? `${offer.trialDays} days free` : full}</p>
    <p>${offer.trialDays > 0 ? `Then ${full} ${rhythm(price)}, first charged ${day(trialEnd)}` : rhythm(price)}</p>
    <p class="faint">${product?.description}</p>
    <dl><dt>Price</dt><dd>${full} ${rhythm(price)} <code>${price.lookup_key}</code></dd>
    <dt>Due today</dt><dd>${money(session.amount_total, price.currency)}</dd>
    <dt>E-mail</dt><dd>${customer?.email ?? session.customer_email ?? 'asked for here'}</dd></dl>
  </section>`
}

const buttons = (offer: Offer): Markup => {
  const isTrial = offer.trialDays > 0
  const card =
    isTrial && !offer.needsCard
      ? html`<label><input type="checkbox" name="card" value="yes"> Add a card for the time after the trial</label>`
      : null
  return html`<section><h2>Payment</h2>
    <form method="post">${card}
    <p class="row"><button class="main" name="do" value="pay">${isTrial ? 'Start trial' : 'Pay'}</button>
    <button class="bad" name="do" value="decline">Decline</button>
    <button name="do" value="cancel" formnovalidate>Cancel</button></p></form>
    <p class="faint">Pay completes the checkout. Decline answers as a bank that refuses the card. Cancel goes back.</p></section>`
}

const closed = (session: CheckoutSession): Markup =>
  html`<section><h1>This checkout is ${session.status === 'complete' ? 'complete' : 'no longer there'}</h1>
    <p>${session.status === 'complete' ? 'It has been paid.' : 'It has expired. Start again in the app.'}</p>
    ${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back</a></p>` : null}</section>`

/** The page of a checkout session, with what went wrong the last time. */
export const checkoutPage = (books: Books, id: string, error?: string): PageAnswer => {
  const session = books.store.get('checkout.session', id)
  const offer = books.store.offers.get(id)
  if (session.status === 'open' && isTooOld(session)) expireSession(books, session)
  if (session.status !== 'open' || !offer) return { status: 410, html: page('Checkout', closed(session)) }
  const price = books.store.get('price', offer.price)
  const body = html`${error ? html`<p class="error" role="alert">${error}</p>` : null}
    ${summary(books, session, offer, price)}${buttons(offer)}`
  return { status: error ? 402 : 200, html: page('Checkout', body) }
}

/** Pay goes to the success address, Cancel to the other one; Decline shows the card error and leaves the session open. */
export const pressCheckout = (books: Books, id: string, form: URLSearchParams): PageAnswer => {
  const session = books.store.get('checkout.session', id)
  const pressed = form.get('do')
  if (pressed === 'cancel') return { status: 303, location: session.cancel_url ?? `/c/pay/${id}` }
  try {
    if (pressed === 'decline') throw cardDeclined()
    if (pressed !== 'pay') throw invalid('Press Pay, Decline or Cancel.')
    if (isTooOld(session)) return checkoutPage(books, id)
    paySession(books, session, form.get('card') === 'yes')
    return { status: 303, location: successAddress(session) }
  } catch (error) {
    return checkoutPage(books, id, failureOf(error))
  }
}
