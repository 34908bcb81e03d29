import { Received } from '../../lib/domain/billing/billing.schema.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

export const routes = {
  receiveStripeEvent: {
    method: 'POST',
    path: '/webhooks/stripe',
    summary: 'Take an event of Stripe',
    tags: ['billing'],
    auth: 'public',
    rawBody: true,
    status: 200,
    response: Received,
    errors: ['SIGNATURE_INVALID', 'BILLING_NOT_CONFIGURED'],
    description: 'For Stripe only: the body must carry its signature (Stripe-Signature), at most 300 seconds old.',
  },
} satisfies RouteTable
