import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Does long work of people, slice by slice',
  timeout: 300,
  memorySize: 1_024,
  atMost: 20,
  access: { table: ['read', 'write', 'batchWrite'], files: 'write', invoke: ['job-worker'] },
} satisfies FunctionSpec
