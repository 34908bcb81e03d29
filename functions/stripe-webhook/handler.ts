import { receiveEvent } from '../../lib/domain/billing/webhook.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { stripeBilling } from '../../lib/providers/stripe/stripe-billing.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  receiveStripeEvent: ({ ctx, rawBody, header }) =>
    receiveEvent(ctx, stripeBilling, rawBody, header('stripe-signature') ?? null),
})
