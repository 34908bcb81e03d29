import { reconcileBilling } from '../../lib/domain/billing/reconcile.service.ts'
import { scheduleLambda } from '../../lib/platform/schedule/schedule-lambda.ts'
import { stripeBilling } from '../../lib/providers/stripe/stripe-billing.ts'

export const handler = scheduleLambda('reconcile-billing', (run) => reconcileBilling(run, stripeBilling))
