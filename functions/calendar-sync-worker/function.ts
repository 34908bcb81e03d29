import { RUNS_AT_ONCE } from '../../lib/domain/calendar/sync/round.ts'
import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Syncs one calendar connection',
  timeout: 60,
  memorySize: 1_024,
  atMost: RUNS_AT_ONCE,
  access: {
    table: ['read', 'write', 'batchWrite'],
    encryption: true,
    calendarSecrets: true,
    invoke: ['calendar-sync-worker'],
  },
} satisfies FunctionSpec
