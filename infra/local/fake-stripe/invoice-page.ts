import type { Books } from './books.ts'
import { day, html, money, page } from './page.ts'
import type { PageAnswer } from './page-answers.ts'

/** The hosted page of an invoice; its PDF link leads here, too. */
export const invoicePage = ({ store }: Books, id: string): PageAnswer => {
  const invoice = store.get('invoice', id)
  const rows = invoice.lines.data.map(
    ({ description, amount }) => html`<tr><td>${description}</td><td>${money(amount, invoice.currency)}</td></tr>`,
  )
  const body = html`<section><h1>Invoice ${invoice.number}</h1>
    <dl><dt>Status</dt><dd><span class="badge">${invoice.status}</span></dd><dt>Date</dt><dd>${day(invoice.created)}</dd>
    <dt>For</dt><dd>${invoice.customer_email}</dd></dl>
    <div class="scroll"><table style="margin-top:1rem"><tr><th>Item</th><th>Amount</th></tr>${rows}
    <tr><td>Due</td><td>${money(invoice.amount_due, invoice.currency)}</td></tr>
    <tr><td>Paid</td><td>${money(invoice.amount_paid, invoice.currency)}</td></tr></table></div></section>`
  return { status: 200, html: page(`Invoice ${invoice.number}`, body) }
}
