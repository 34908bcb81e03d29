import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Goals: criteria, links, activity, progress',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
