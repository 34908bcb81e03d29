import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Calendar: events, recurring ones expanded',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
