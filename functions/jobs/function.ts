import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'How far long work is, and its end; fitting the parameters of a deck',
  timeout: 29,
  memorySize: 1_024,
  access: { table: ['read', 'write'], invoke: ['job-worker', 'calendar-sync-worker'] },
} satisfies FunctionSpec
