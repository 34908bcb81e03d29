import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Preferences: mode, models of AI features, the note draft, areas of life',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
