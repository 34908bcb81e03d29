import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Searches the vault and answers questions from it; keeps the index of a vault, started by others',
  memorySize: 1_769, // one whole processor
  timeout: 29,
  access: {
    table: ['read', 'write', 'batchWrite'],
    files: 'write',
    llmSecret: true,
    invoke: ['knowledge-search'],
  },
} satisfies FunctionSpec
