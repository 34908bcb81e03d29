import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'How far long work is, and its end',
  access: { table: ['read', 'write'], invoke: ['job-worker'] },
} satisfies FunctionSpec
