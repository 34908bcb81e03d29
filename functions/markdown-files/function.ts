import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Markdown files in folders, and what people upload',
  access: { table: ['read', 'write'], files: 'write' },
} satisfies FunctionSpec
