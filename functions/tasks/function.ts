import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Tasks: lists, changes, dependencies, recurrence',
  access: { table: ['read', 'write'], index: ['GSI1'] },
} satisfies FunctionSpec
