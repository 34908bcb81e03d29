import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'The event log, what happened in words, and undoing it',
  access: { table: ['read', 'write'], files: 'read' },
} satisfies FunctionSpec
