import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'The trash: list and restore',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
