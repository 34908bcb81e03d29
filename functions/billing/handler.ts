import { readAiMeters } from '../../lib/domain/ai/ai-meters.ts'
import * as account from '../../lib/domain/billing/billing.service.ts'
import { openPortal, startCheckout } from '../../lib/domain/billing/checkout.service.ts'
import { readPlans } from '../../lib/domain/billing/plans.service.ts'
import { httpLambda } from '../../lib/platform/http/lambda.ts'
import { stripeBilling } from '../../lib/providers/stripe/stripe-billing.ts'
import { routes } from './routes.ts'

export const handler = httpLambda(routes, {
  listPlans: ({ ctx }) => readPlans(ctx, stripeBilling),
  readSubscription: ({ ctx }) => account.readSubscription(ctx, stripeBilling, readAiMeters),
  readBillingUsage: ({ ctx }) => account.readUsage(ctx, readAiMeters),
  startCheckout: ({ ctx, claim, body }) => startCheckout(ctx, stripeBilling, body, claim),
  openPortal: ({ ctx, body }) => openPortal(ctx, stripeBilling, body),
  listInvoices: ({ ctx, query }) => account.listInvoices(ctx, stripeBilling, query),
})
