import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Dashboard and weekly reviews',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
