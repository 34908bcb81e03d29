import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Pushes of Google and Microsoft: a calendar changed',
  access: { table: ['read', 'write', 'batchWrite'], invoke: ['calendar-sync-worker'] },
} satisfies FunctionSpec
