import { KMSClient } from '@aws-sdk/client-kms'

let cached: KMSClient | undefined

/** The process's connection to KMS. A call is tried three times at most, with the SDK's own waits. */
export const kmsClient = (): KMSClient => {
  cached ??= new KMSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  })
  return cached
}
