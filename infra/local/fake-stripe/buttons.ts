import { StripeFailure } from './failures.ts'
import { html, type Markup } from './page.ts'

/** The message to show; what is no answer of Stripe is thrown on. */
export const failureOf = (error: unknown): string => {
  if (error instanceof StripeFailure) return error.message
  throw error
}

export const button = (value: string, label: string, look = ''): Markup =>
  html`<button class="${look}" name="do" value="${value}">${label}</button>`
