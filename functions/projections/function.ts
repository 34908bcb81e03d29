import { filterPatterns } from '../../lib/domain/projections/tracked.ts'
import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description:
    'Keeps counters and the search index, finishes deletions, completes linked criteria, follows blocks of plans, has vaults indexed',
  timeout: 60,
  access: { table: ['read', 'write', 'batchWrite'], invoke: ['calendar-sync-worker', 'knowledge-search'] },
  stream: { batchSize: 200, batchWindow: 0, maximumRetryAttempts: 20, filterPatterns: filterPatterns() },
} satisfies FunctionSpec
