import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Has long work go on that nobody sees to, and takes away files that nothing names',
  timeout: 300,
  access: { table: ['read', 'write'], index: ['GSI3'], files: 'sweep', invoke: ['job-worker', 'calendar-sync-worker'] },
  schedule: [
    {
      name: 'resume-jobs',
      expression: 'rate(5 minutes)',
      description: 'Has long work go on that nobody sees to',
    },
    {
      name: 'sweep-files',
      expression: 'cron(30 2 * * ? *)',
      description: 'Takes away files that nothing names',
    },
  ],
} satisfies FunctionSpec
