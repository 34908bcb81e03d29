import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Wallet: balance and ledger',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
