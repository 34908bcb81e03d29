import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'AI features: suggestions from what is stored, of models or computed; usage',
  memorySize: 512,
  timeout: 29,
  access: { table: ['read', 'write'], index: ['GSI1'], files: 'read', llmSecret: true },
} satisfies FunctionSpec
