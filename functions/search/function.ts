import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Search, and what depends on what',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
