import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Compares every subscription with Stripe and mends what differs',
  timeout: 900,
  access: { table: ['read', 'write'], stripeSecret: true },
  schedule: {
    name: 'reconcile-billing',
    expression: 'cron(0 3 * * ? *)',
    description: 'Compares every subscription with Stripe and mends what differs',
  },
} satisfies FunctionSpec
