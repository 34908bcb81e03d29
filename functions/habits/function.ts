import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Habits: logs, skips, streaks, strength',
  access: { table: ['read', 'write'] },
} satisfies FunctionSpec
