import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Plans, the subscription, what is used of it, checkout and invoices',
  timeout: 29,
  access: { table: ['read', 'write'], stripeSecret: true },
} satisfies FunctionSpec
