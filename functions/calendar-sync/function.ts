import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Starts the sync of the calendar connections that are due',
  timeout: 240,
  access: { table: ['read'], index: ['GSI3'], invoke: ['calendar-sync-worker'] },
  schedule: {
    name: 'sync-calendars',
    expression: 'rate(5 minutes)',
    description: 'Starts the sync of the calendar connections that are due',
  },
} satisfies FunctionSpec
