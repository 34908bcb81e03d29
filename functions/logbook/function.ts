import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'The logbook: an entry for each day',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
