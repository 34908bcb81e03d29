import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { config } from '../config/config.ts'

const LONGEST_CALL_MS = 3_000

/** Options of a call that must end by the deadline (epoch ms), however long the table takes. */
export const endingBy = (deadline: number): { requestTimeout: number } => ({
  requestTimeout: Math.max(1, Math.min(LONGEST_CALL_MS, deadline - Date.now())),
})

let cached: DynamoDBDocumentClient | undefined

/**
 * The process's connection to DynamoDB. One attempt per call: retries are ours (retry.ts), so that they
 * know the request's deadline and what must never be retried.
 */
export const documentClient = (): DynamoDBDocumentClient => {
  cached ??= newClient()
  return cached
}

const newClient = (): DynamoDBDocumentClient => {
  const client = DynamoDBDocumentClient.from(
    // Without throwOnRequestTimeout the SDK would only warn of a call that hangs.
    new DynamoDBClient({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: LONGEST_CALL_MS, throwOnRequestTimeout: true },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  )
  // It copies every request and answer for a logger, and there is none.
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

export const tableName = (): string => config().TABLE_NAME
