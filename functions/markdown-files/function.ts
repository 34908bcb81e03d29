import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Markdown files in folders, what people upload, and imports and exports of the vault',
  access: { table: ['read', 'write'], files: 'write', invoke: ['job-worker'] },
} satisfies FunctionSpec
