import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'The event log',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
