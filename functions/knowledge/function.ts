import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'The vault: notes, documents, courses and flashcards, areas and resources',
  access: { table: ['read', 'write'], index: ['GSI1'], files: 'write' },
} satisfies FunctionSpec
