import type { FunctionSpec } from '../../lib/platform/deployment/function-spec.ts'

export default {
  description: 'Keeps every event in S3',
  timeout: 60,
  access: { archive: 'write' },
  stream: {
    batchSize: 1_000,
    batchWindow: 60, // few large files instead of many small ones
    maximumRetryAttempts: 50,
    filterPatterns: [{ eventName: ['INSERT'], dynamodb: { Keys: { SK: { S: [{ prefix: 'EVENT#' }] } } } }],
  },
} satisfies FunctionSpec
