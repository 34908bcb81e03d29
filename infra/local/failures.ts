import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { LOCAL_CREDENTIALS } from './dynamodb.ts'

/** Stands for the stack's FailureBucket. */
export const FAILURE_BUCKET = 'lifeos-failures-local'

/** Where what failed for good is kept: returns how to keep one record. `endpoint`: the local S3. */
export const failureStore = (endpoint: string): ((key: string, record: object) => Promise<void>) => {
  const client = new S3Client({
    endpoint,
    region: 'eu-west-1',
    credentials: LOCAL_CREDENTIALS,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return async (Key, record) => {
    const object = { Bucket: FAILURE_BUCKET, Key, Body: JSON.stringify(record), ContentType: 'application/json' }
    await client.send(new PutObjectCommand(object))
  }
}
