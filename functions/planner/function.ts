import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Plan my day: preferences, plans, applying and reverting them',
  memorySize: 1024,
  timeout: 29,
  access: { table: ['read', 'write'], index: ['GSI1'], llmSecret: true },
} satisfies FunctionSpec
