import type { ServerResponse } from 'node:http'
import { checkoutPage, pressCheckout } from './checkout-page.ts'
import { type Control, controlPage, pressControl } from './control-page.ts'
import { StripeFailure } from './failures.ts'
import { invoicePage } from './invoice-page.ts'
import { html, page } from './page.ts'
import type { PageAnswer } from './page-answers.ts'
import { portalPage, pressPortal } from './portal-page.ts'

const pageOf = (control: Control, method: string, path: string, text: string): PageAnswer => {
  const [, first = '', second = '', third = ''] = path.split('/')
  const form = new URLSearchParams(text)
  const isPost = method === 'POST'
  const { books } = control
  if (first === 'c' && second === 'pay') return isPost ? pressCheckout(books, third, form) : checkoutPage(books, third)
  if (first === 'p' && second === 'session') return isPost ? pressPortal(books, third, form) : portalPage(books, third)
  if (first === 'invoice') return invoicePage(books, second)
  if (first === 'control') return isPost ? pressControl(control, form) : controlPage(control)
  if (first === '') return { status: 303, location: '/control' }
  return { status: 404, html: page('Not found', html`<h1>Not found</h1>`) }
}

/** Answers a request for a page: a GET shows it, a POST presses one of its buttons. */
export const answerPage = (
  response: ServerResponse,
  control: Control,
  method: string,
  path: string,
  text: string,
): void => {
  try {
    const { status, html: body = '', location } = pageOf(control, method, path, text)
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(location && { location }),
    })
    response.end(body)
  } catch (error) {
    if (!(error instanceof StripeFailure)) throw error
    response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page('Not found', html`<h1>${error.message}</h1>`))
  }
  if (method === 'POST') control.books.store.save()
}
