import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Rewards: the store, redemptions and refunds',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
