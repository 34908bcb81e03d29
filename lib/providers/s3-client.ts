import { S3Client } from '@aws-sdk/client-s3'
import { config } from '../platform/config/config.ts'

let cached: S3Client | undefined

/** The process's client of S3. */
export const s3Client = (): S3Client => {
  cached ??= new S3Client({
    // Bucket names are host names in AWS only.
    forcePathStyle: config().STAGE === 'local',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  })
  return cached
}
