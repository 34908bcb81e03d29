import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Has long work go on that nobody sees to',
  timeout: 60,
  access: { table: ['read'], index: ['GSI3'], invoke: ['job-worker', 'calendar-sync-worker'] },
  schedule: {
    name: 'resume-jobs',
    expression: 'rate(5 minutes)',
    description: 'Has long work go on that nobody sees to',
  },
} satisfies FunctionSpec
