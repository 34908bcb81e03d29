import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Calendars of other providers that are mirrored here, and files that are brought in once',
  timeout: 29,
  memorySize: 1_024,
  access: {
    table: ['read', 'write', 'batchWrite'],
    encryption: true,
    calendarSecrets: true,
    invoke: ['calendar-sync-worker', 'job-worker'],
  },
} satisfies FunctionSpec
