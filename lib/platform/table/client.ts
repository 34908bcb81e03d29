import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { config } from '../config/config.ts'

let cached: DynamoDBDocumentClient | undefined

/**
 * The process's connection to DynamoDB. One attempt per call: retries are ours (retry.ts), so that they
 * know the request's deadline and what must never be retried.
 */
export const documentClient = (): DynamoDBDocumentClient => {
  cached ??= DynamoDBDocumentClient.from(
    new DynamoDBClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 } }),
    { marshallOptions: { removeUndefinedValues: true } },
  )
  return cached
}

export const tableName = (): string => config().TABLE_NAME
