import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Syncs the calendar connections that are due',
  timeout: 240,
  memorySize: 1_024,
  access: { table: ['read', 'write', 'batchWrite'], index: ['GSI3'], encryption: true },
  schedule: {
    name: 'sync-calendars',
    expression: 'rate(5 minutes)',
    description: 'Syncs the calendar connections that are due',
  },
} satisfies FunctionSpec
