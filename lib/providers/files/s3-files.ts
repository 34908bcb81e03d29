import { HeadBucketCommand } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import type { ContentStore } from '../../domain/knowledge/content/content-store.ts'
import { config } from '../../platform/config/config.ts'
import { unavailable } from '../../platform/errors.ts'
import { documentClient } from '../../platform/table/client.ts'
import { retrying } from '../../platform/table/retry.ts'
import { s3Client } from '../s3-client.ts'

export const filesBucket = (): string => {
  const name = config().FILES_BUCKET
  if (!name) throw new Error('The environment is not complete. FILES_BUCKET: long texts and files need it')
  return name
}

const CALL_MS = 5_000
/** A call and its repeats. */
const ALL_CALLS_MS = 15_000

/** S3 did not do what was asked. The message says nothing of the object. */
class StorageError extends Error {
  readonly $metadata: { httpStatusCode: number }

  constructor(status: number) {
    super(`S3 answered ${status}`)
    this.name = status === 503 ? 'SlowDown' : 'StorageError'
    this.$metadata = { httpStatusCode: status }
  }
}

/**
 * Long texts in the bucket of people's files, by signed calls: the SDK's client of S3 would add 170 KB to a function for these two,
 * while the signer and the credentials are part of what the table needs. Every method throws 503 when S3 stays out of reach.
 */
export const s3Files = (): ContentStore => ({
  put: async (key, text) => {
    const { status } = await called('PUT', key, Buffer.from(text))
    if (status !== 200) throw new StorageError(status)
  },
  get: async (key) => {
    const { status, body } = await called('GET', key)
    if (status === 404 && body.includes('NoSuchKey')) return null
    if (status !== 200) throw new StorageError(status)
    return body
  },
})

type Answer = { status: number; body: string }

const called = (method: 'PUT' | 'GET', key: string, body?: Buffer<ArrayBuffer>): Promise<Answer> =>
  retrying(Date.now() + ALL_CALLS_MS, async () => {
    const url = addressOf(key)
    const headers = await signed(method, url, body)
    const signal = AbortSignal.timeout(CALL_MS)
    const answer = await fetch(url, { method, headers, redirect: 'error', signal, ...(body && { body }) }).catch(lost)
    if (answer.status >= 500 || answer.status === 429) throw new StorageError(answer.status)
    return { status: answer.status, body: await answer.text().catch(lost) }
  })

/** Bucket names are host names in AWS only. */
const addressOf = (key: string): URL => {
  const { AWS_REGION, AWS_ENDPOINT_URL_S3 } = config()
  const path = key.split('/').map(encodeURIComponent).join('/')
  return AWS_ENDPOINT_URL_S3
    ? new URL(`/${filesBucket()}/${path}`, AWS_ENDPOINT_URL_S3)
    : new URL(`https://${filesBucket()}.s3.${AWS_REGION}.amazonaws.com/${path}`)
}

/** The headers of a call, with the hash of the body, which S3 checks (AWS, "Signature Version 4"). */
const signed = async (method: string, { protocol, hostname, port, host, pathname }: URL, body?: Buffer) => {
  const { credentials, region, sha256 } = documentClient().config
  const signer = new SignatureV4({ service: 's3', credentials, region, sha256, uriEscapePath: false })
  const headers = { host, ...(body && { 'content-type': 'text/markdown; charset=utf-8' }) }
  const request = { method, protocol, hostname, path: pathname, query: {}, headers, ...(body && { body }) }
  const result = await signer.sign({ ...request, ...(port && { port: Number(port) }) })
  const { host: _, ...sent } = result.headers // fetch sets it by the address
  return sent
}

/** A connection that failed or took too long may succeed a moment later. */
const lost = (error: unknown): never => {
  throw Object.assign(new Error('S3 cannot be reached', { cause: error }), { name: 'TimeoutError' })
}

/** Whether the bucket is there and answers. @throws 503 */
export const askFilesBucket = async (): Promise<void> => {
  try {
    await s3Client().send(new HeadBucketCommand({ Bucket: filesBucket() }))
  } catch {
    throw unavailable()
  }
}
