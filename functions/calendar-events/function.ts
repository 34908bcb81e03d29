import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Calendar: changes of events, those of providers there first',
  timeout: 29,
  memorySize: 1_024,
  access: {
    table: ['read', 'write', 'batchWrite'],
    encryption: true,
    calendarSecrets: true,
    invoke: ['calendar-sync-worker'],
  },
} satisfies FunctionSpec
