import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Events of Stripe: keeps subscriptions as Stripe has them',
  timeout: 29,
  access: { table: ['read', 'write'], stripeSecret: true },
} satisfies FunctionSpec
