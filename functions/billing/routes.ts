import {
  BillingUsage,
  Checkout,
  CheckoutSession,
  Invoice,
  InvoiceQuery,
  Plans,
  Portal,
  PortalSession,
  SubscriptionView,
} from '../../lib/domain/billing/billing.schema.ts'
import { pageOf } from '../../lib/domain/fields.ts'
import type { RouteTable } from '../../lib/platform/http/route.ts'

const tags = ['billing']

export const routes = {
  listPlans: {
    method: 'GET',
    path: '/billing/plans',
    summary: 'List the plans, their limits and prices',
    tags,
    auth: 'public',
    status: 200,
    response: Plans,
    errors: ['BILLING_ERROR'],
  },
  readSubscription: {
    method: 'GET',
    path: '/billing/subscription',
    summary: 'Read my subscription and what it allows',
    tags,
    status: 200,
    response: SubscriptionView,
    description: 'Where nothing can be bought (`configured` is false), everybody has the limits of one tier.',
  },
  readBillingUsage: {
    method: 'GET',
    path: '/billing/usage',
    summary: 'Read what I have used of my plan',
    tags,
    status: 200,
    response: BillingUsage,
    description: 'Answers that need no language model, or come from the cache, count against nothing.',
  },
  startCheckout: {
    method: 'POST',
    path: '/billing/checkout',
    summary: 'Subscribe: get the page on which to pay',
    tags,
    body: Checkout,
    status: 201,
    response: CheckoutSession,
    errors: ['ALREADY_SUBSCRIBED', 'BILLING_ERROR', 'BILLING_NOT_CONFIGURED'],
    description:
      'The first subscription begins with a trial. The subscription is there once Stripe has said so, seconds later.',
  },
  openPortal: {
    method: 'POST',
    path: '/billing/portal',
    summary: 'Get the page on which to change plan, card or cancel',
    tags,
    body: Portal,
    bodyOptional: true,
    status: 201,
    response: PortalSession,
    errors: ['NO_CUSTOMER', 'BILLING_ERROR', 'BILLING_NOT_CONFIGURED'],
  },
  listInvoices: {
    method: 'GET',
    path: '/billing/invoices',
    summary: 'List my invoices, newest first',
    tags,
    query: InvoiceQuery,
    status: 200,
    response: pageOf(Invoice),
    errors: ['BILLING_ERROR', 'BILLING_NOT_CONFIGURED'],
  },
} satisfies RouteTable
