import type { CheckoutSession, Price } from './wire-types.ts'

/** What a checkout session sells: asked for when it is made, used when it is paid. */
export type Offer = {
  price: Price['id']
  quantity: number
  trialDays: number
  /** Without a card at the end of the trial. */
  whenCardMissing: 'cancel' | 'create_invoice' | 'pause'
  needsCard: boolean
  metadata: Record<string, string>
  session: CheckoutSession['id']
}
