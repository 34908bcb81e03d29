import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Projects: links and health',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
