import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Metrics: logs, milestones, analytics, insights',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
